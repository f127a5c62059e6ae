// The staff desk.

import { startComponents } from "./_components.js";

startComponents();
