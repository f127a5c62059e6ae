// Public pages. Leaving comes first: nothing that follows may keep it from working.

import { startAt, startComponents } from "./_components.js";
import { exitThisPage } from "./_exit.js";
import { watchHold } from "./_hold.js";
import { chooseTime, tellCount } from "./_times.js";

startAt("[data-exit]", exitThisPage);
startComponents();
startAt("form[data-times]", chooseTime);
startAt("[data-count]", tellCount);
startAt("[data-hold]", watchHold);
