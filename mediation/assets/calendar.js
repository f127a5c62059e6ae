import { Calendar } from "fullcalendar";
import interaction from "fullcalendar/interaction";
import timeGrid from "fullcalendar/timegrid";
import theme from "fullcalendar/themes/classic";
import locale from "fullcalendar/locales/en-gb";
window.x = [Calendar, interaction, timeGrid, theme, locale];
