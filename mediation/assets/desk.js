// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { keepLease } from "./_lease.js";
import { countOn } from "./_time_left.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-time-left]", countOn);
