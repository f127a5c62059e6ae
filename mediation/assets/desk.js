// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { watchIdle } from "./_idle.js";
import { keepLease } from "./_lease.js";
import { foldMenu } from "./_menu.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-desk-menu]", foldMenu);
import { startPasskey } from "./_passkey.js";

startAt("[data-passkey]", startPasskey);
startAt("[data-idle]", watchIdle);
