// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { watchIdle } from "./_idle.js";
import { keepLease } from "./_lease.js";
import { foldMenu } from "./_menu.js";
import { startPasskey } from "./_passkey.js";
import { countOn } from "./_time_left.js";
import { saveList } from "./desk/_list.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-desk-menu]", foldMenu);
startAt("[data-passkey]", startPasskey);
startAt("[data-idle]", watchIdle);
startAt("[data-time-left]", countOn);
startAt("form.checklist", saveList);
