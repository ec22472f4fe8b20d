package authz

import (
	"container/list"

	"github.com/google/uuid"
)

// lru keeps the most recently used entries. The caller holds a lock.
type lru struct {
	max   int
	order *list.List // of *kept, newest first
	byID  map[uuid.UUID]*list.Element
}

type kept struct {
	id uuid.UUID
	e  *entry
}

func newLRU(max int) lru {
	return lru{max: max, order: list.New(), byID: map[uuid.UUID]*list.Element{}}
}

func (l *lru) get(id uuid.UUID) *entry {
	el := l.byID[id]
	if el == nil {
		return nil
	}
	l.order.MoveToFront(el)
	return el.Value.(*kept).e
}

func (l *lru) put(id uuid.UUID, e *entry) {
	l.remove(id)
	l.byID[id] = l.order.PushFront(&kept{id, e})
	for l.order.Len() > l.max {
		l.remove(l.order.Back().Value.(*kept).id)
	}
}

func (l *lru) remove(id uuid.UUID) {
	if el := l.byID[id]; el != nil {
		l.order.Remove(el)
		delete(l.byID, id)
	}
}

func (l *lru) clear() {
	l.order.Init()
	clear(l.byID)
}
