package builder

import (
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
)

// ArrangePart adds, moves, copies or removes an item of a list below a part.
func (p *Pages) ArrangePart(c *web.Ctx) error {
	posted := c.Posted()
	return p.change(c, posted, func(b *building, n map[string]any, _ *revision.Revision) map[string]string {
		op, at, _ := strings.Cut(posted.Get("viec"), ":")
		i, _ := strconv.Atoi(at)
		to, _ := strconv.Atoi(posted.Get("den"))
		if name, ok := strings.CutPrefix(op, "bat "); ok { // an object that is there or not: a way, a request
			return toggle(b.tree, name, true)
		}
		if name, ok := strings.CutPrefix(op, "tat "); ok {
			return toggle(b.tree, name, false)
		}
		for _, br := range shapes[patternOf(c.Param("muc"))].branches {
			if br.name == posted.Get("danh_sach") {
				if err := rearrange(n, br, op, i, to); err != nil {
					return map[string]string{"": fault.As(err).Text}
				}
				return nil
			}
		}
		return map[string]string{"": "Chọn việc cần làm với danh sách."}
	})
}

func toggle(t tree, path string, on bool) map[string]string {
	i := strings.LastIndex(path, ".")
	pattern := patternOf(path)
	if i < 0 || shapes[pattern].title == "" || !strings.HasPrefix(pattern, "ways.") && pattern != "steps.*.request" {
		return map[string]string{"": "Không bật, tắt được phần này."}
	}
	if t["ways"] == nil {
		t["ways"] = map[string]any{}
	}
	n, err := t.node(path[:i])
	if err != nil {
		return map[string]string{"": fault.As(err).Text}
	}
	key := path[i+1:]
	switch {
	case !on:
		delete(n, key)
	case key == "request":
		n[key] = map[string]any{"to": "commune", "title": "", "amount": number(3), "time_unit": "working_day", "silence": "wait"}
	default:
		n[key] = map[string]any{"filed": "here"}
	}
	return nil
}
