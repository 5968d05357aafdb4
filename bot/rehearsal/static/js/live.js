// The server's events, with reconnection: `onUp` runs at each connection, so that what was missed can be fetched.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** Listens until the page goes. `onDown` runs once for each loss of the line. */
export function listenTo(address, { onUp, onDown, onEvent }) {
  let wait = FIRST_WAIT;
  let up = true;

  function connect() {
    const source = new EventSource(address);
    source.addEventListener("open", () => {
      wait = FIRST_WAIT;
      up = true;
      onUp();
    });
    source.addEventListener("message", ({ data }) => onEvent(JSON.parse(data)));
    source.addEventListener("error", () => {
      source.close();
      if (up) onDown();
      up = false;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  connect();
}
