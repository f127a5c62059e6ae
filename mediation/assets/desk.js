// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { keepLease } from "./_lease.js";

startComponents();
startAt("[data-lease]", keepLease);
