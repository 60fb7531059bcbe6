/** The time, for countdowns: whoever reads it is read again twice a second, and the timer runs only while somebody does. */
import { createSubscriber } from "svelte/reactivity";

const tick = createSubscriber((update) => {
  const timer = setInterval(update, 500);
  return () => clearInterval(timer);
});

export function second(): number {
  tick();
  return Date.now();
}
