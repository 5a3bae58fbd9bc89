export const isOrder = (body: string): boolean => JSON.parse(body).orderId !== undefined;
