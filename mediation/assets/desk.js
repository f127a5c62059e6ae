// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { watchIdle } from "./_idle.js";
import { keepLease } from "./_lease.js";
import { startPasskey } from "./_passkey.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-passkey]", startPasskey);
startAt("[data-idle]", watchIdle);
