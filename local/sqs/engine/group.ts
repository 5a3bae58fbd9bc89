// Chooses the next message: order and locking within a FIFO group, quiet tenants before noisy ones on a standard queue.
import { isNoisy, noUsage } from "./fairness.ts";
import { Heap } from "./heap.ts";
import { LinkedList } from "./linked-list.ts";
import { type Group, type Message, Place, type Queue } from "./model.ts";

export function groupOf(queue: Queue, id: string): Group {
  let group = queue.groups.get(id);
  if (!group) {
    group = {
      id,
      size: 0,
      waiting: new LinkedList(),
      returned: new Heap((a, b) => a.seq - b.seq),
      inFlight: new Set(),
      usage: noUsage(),
      turn: 0,
      heapIndex: -1,
    };
    queue.groups.set(id, group);
  }
  return group;
}

/** The oldest visible message of the group. */
export function headOf(group: Group): Message | undefined {
  const waiting = group.waiting.first;
  const returned = group.returned.first;
  if (!waiting || !returned) return waiting ?? returned;
  return waiting.seq < returned.seq ? waiting : returned;
}

/** Makes the message visible, in its place by age. */
export function addVisible(queue: Queue, message: Message): void {
  const { waiting, returned } = message.group;
  const last = waiting.last;
  if (!last || last.seq < message.seq) {
    message.place = Place.waiting;
    waiting.push(message);
  } else {
    message.place = Place.returned;
    returned.push(message);
  }
  queue.visibleCount += 1;
  refresh(queue, message.group);
}

export function removeVisible(queue: Queue, message: Message): void {
  if (message.place === Place.waiting) {
    message.group.waiting.remove(message);
  } else {
    message.group.returned.remove(message);
  }
  message.place = Place.gone;
  queue.visibleCount -= 1;
}

export const isDeliverable = (group: Group): boolean => group.heapIndex !== -1;

/** Puts the group into its place in `deliverable`, or removes it, after the group has changed. */
export function refresh(queue: Queue, group: Group): void {
  const head = headOf(group);
  if (!head || isBlocked(group, head)) {
    setAside(queue, group);
    return;
  }
  if (queue.fifo) {
    if (isDeliverable(group)) return;
    group.turn = ++queue.lastTurn;
  } else {
    if (isDeliverable(group) && group.turn === head.seq) return;
    setAside(queue, group);
    group.turn = head.seq;
  }
  queue.deliverable.push(group);
}

function setAside(queue: Queue, group: Group): void {
  if (isDeliverable(group)) queue.deliverable.remove(group);
}

/** Removes a message that is neither visible nor hidden any more from its group, and an empty group from the queue. */
export function leave(queue: Queue, message: Message): void {
  const { group } = message;
  group.size -= 1;
  if (group.size === 0 && group.id !== "") queue.groups.delete(group.id);
}

/**
 * A FIFO group delivers strictly in order. A message waits while an older message is in flight. The oldest message is
 * delivered again as soon as it is visible, even while younger ones are in flight. [LocalStack's validated tests]
 */
function isBlocked(group: Group, head: Message): boolean {
  for (const seq of group.inFlight) if (seq < head.seq) return true;
  return false;
}

/** A message that can be delivered: the oldest of a standard queue. */
export function nextVisible(queue: Queue): Message | undefined {
  const group = queue.deliverable.first;
  return group ? headOf(group) : undefined;
}

/**
 * Takes up to `max` messages off the queue in the order of delivery. Their place is then `gone`: the caller hides, moves
 * or drops each of them and calls `refresh` on its group.
 */
export const takeVisible = (queue: Queue, max: number, accept: (message: Message) => boolean): Message[] =>
  queue.fifo ? takeInOrder(queue, max, accept) : takeFairly(queue, max, accept);

/** As many messages of one group as possible, in order, then the next group. Each visited group goes to the back. */
function takeInOrder(queue: Queue, max: number, accept: (message: Message) => boolean): Message[] {
  const taken: Message[] = [];
  while (taken.length < max) {
    const group = queue.deliverable.first;
    if (!group) break;
    queue.deliverable.remove(group);
    do {
      const head = headOf(group);
      if (!head || isBlocked(group, head)) break;
      removeVisible(queue, head);
      if (accept(head)) taken.push(head);
    } while (taken.length < max);
  }
  return taken;
}

/**
 * The messages of quiet tenants, the oldest first. Where no quiet tenant has one, that of the noisy tenant with the fewest
 * in flight. At most nine tenants can be noisy by each measure, so that few groups are set aside.
 */
function takeFairly(queue: Queue, max: number, accept: (message: Message) => boolean): Message[] {
  const taken: Message[] = [];
  const noisy = new Map<Group, number>();
  while (taken.length < max) {
    let group = queue.deliverable.first;
    while (group && isNoisy(queue, group)) {
      queue.deliverable.remove(group);
      noisy.set(group, group.usage.inFlight);
      group = queue.deliverable.first;
    }
    group ??= fewestInFlight(noisy);
    const head = group && headOf(group);
    if (!group || !head) break;
    removeVisible(queue, head);
    if (accept(head)) taken.push(head);
    const inFlight = noisy.get(group);
    if (inFlight === undefined) refresh(queue, group);
    else if (headOf(group)) noisy.set(group, inFlight + 1);
    else noisy.delete(group);
  }
  for (const group of noisy.keys()) refresh(queue, group);
  return taken;
}

/** Of several with equally few, the one whose message is the oldest: it was set aside first. */
function fewestInFlight(noisy: ReadonlyMap<Group, number>): Group | undefined {
  let fewest: Group | undefined;
  for (const [group, inFlight] of noisy) {
    if (fewest === undefined || inFlight < (noisy.get(fewest) ?? 0)) fewest = group;
  }
  return fewest;
}
