// A doubly linked list whose links are fields of the items: push and remove without searching or allocating.

export type Linked<T> = { previous: T | undefined; next: T | undefined };

/** An item can be in one list at a time. */
export class LinkedList<T extends Linked<T>> {
  first: T | undefined = undefined;
  last: T | undefined = undefined;

  push(item: T): void {
    item.previous = this.last;
    item.next = undefined;
    if (this.last) {
      this.last.next = item;
    } else {
      this.first = item;
    }
    this.last = item;
  }

  remove(item: T): void {
    if (item.previous) {
      item.previous.next = item.next;
    } else {
      this.first = item.next;
    }
    if (item.next) {
      item.next.previous = item.previous;
    } else {
      this.last = item.previous;
    }
    item.previous = undefined;
    item.next = undefined;
  }
}
