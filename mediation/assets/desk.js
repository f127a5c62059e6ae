// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { keepLease } from "./_lease.js";
import { foldMenu } from "./_menu.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("[data-desk-menu]", foldMenu);
