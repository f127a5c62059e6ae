// The staff desk.

import { startAt, startComponents } from "./_components.js";
import { keepLease } from "./_lease.js";
import { saveList } from "./desk/_list.js";

startComponents();
startAt("[data-lease]", keepLease);
startAt("form.checklist", saveList);
