// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { keepLease } from "./_lease.js";
import { foldMenu } from "./_menu.js";
import { countOn } from "./_time_left.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-desk-menu]", foldMenu);
startAt("[data-time-left]", countOn);
