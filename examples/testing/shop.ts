// What the example's jobs talk to; it stands for a database or an API. Tests put their own functions in place of these.
export type Sale = { product: string; cents: number };

export const shop = {
  async salesOf(month: string, _signal: AbortSignal): Promise<Sale[]> {
    throw new Error(`the example has no sales of ${month}`);
  },
  async mail(_to: string, _text: string, _signal: AbortSignal): Promise<void> {
    throw new Error("the example sends no mail");
  },
};
