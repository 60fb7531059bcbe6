/** What is chosen on the API page. */
export type Chosen = {
  /** The catalogue's id. */
  call: string;
  host: string;
  /** As typed; kept when another call is chosen. */
  parameter: string;
  amount: string;
};
