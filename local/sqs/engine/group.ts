// Chooses the next message: order and locking within a FIFO group, turns between the groups of a standard queue.
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

/** Adds the group to `deliverable`, or removes it, after the group has changed. */
export function refresh(queue: Queue, group: Group): void {
  const head = headOf(group);
  if (head && !isBlocked(group, head)) {
    queue.deliverable.add(group);
  } else {
    queue.deliverable.delete(group);
  }
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

/** The message that the next receive would deliver. */
export function nextVisible(queue: Queue): Message | undefined {
  const group = queue.deliverable.values().next().value;
  return group ? headOf(group) : undefined;
}

/**
 * Takes up to `max` messages off the queue in the order of delivery. Their place is then `gone`: the caller hides, moves
 * or drops each of them and calls `refresh` on its group.
 *
 * FIFO: as many messages of one group as possible, in order, then the next group. Each visited group goes to the back.
 * Standard: one message of each group in turn, so that a tenant with a large backlog does not delay the others.
 */
export function takeVisible(queue: Queue, max: number, accept: (message: Message) => boolean): Message[] {
  const taken: Message[] = [];
  while (taken.length < max) {
    const group = queue.deliverable.values().next().value;
    if (!group) break;
    queue.deliverable.delete(group);
    do {
      const head = headOf(group);
      if (!head || isBlocked(group, head)) break;
      removeVisible(queue, head);
      if (accept(head)) taken.push(head);
    } while (queue.fifo && taken.length < max);
    if (!queue.fifo && headOf(group)) queue.deliverable.add(group);
  }
  return taken;
}
