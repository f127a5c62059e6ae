// How long until a meeting, or left of it: counts on while the page stays open, by the server's clock. The words
// are those of mediation/desk/words.py.

const MINUTE = 60_000;
const SHOWN_BEFORE = 12 * 60 * MINUTE;

export function countOn(element) {
  const { now, starts, ends } = element.dataset;
  const ahead = Date.parse(now) - Date.now(); // the computer's own clock may be wrong

  function draw() {
    const words = timeLeft(Date.now() + ahead, Date.parse(starts), Date.parse(ends));
    if (element.textContent !== words) {
      element.textContent = words;
    }
  }

  draw();
  setInterval(draw, MINUTE / 6);
}

function timeLeft(now, starts, ends) {
  if (now >= ends) {
    return "ended";
  }
  if (now >= starts) {
    return `now, ${minutes(Math.ceil((ends - now) / MINUTE))} left`;
  }
  return starts - now <= SHOWN_BEFORE ? `in ${minutes(Math.ceil((starts - now) / MINUTE))}` : "";
}

function minutes(count) {
  if (count <= 60) {
    return count === 1 ? "1 minute" : `${count} minutes`;
  }
  const hours = Math.floor(count / 60);
  const whole = hours === 1 ? "1 hour" : `${hours} hours`;
  return count % 60 ? `${whole} ${minutes(count % 60)}` : whole;
}
