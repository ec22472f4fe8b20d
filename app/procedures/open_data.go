package procedures

import (
	"fmt"
	"strconv"
	"strings"

	"motcua/app/procedures/revision"
)

// OpenData describes procedures for machines as one JSON-LD graph: each as a
// cpsv:PublicService of the European CPSV-AP 3.2 and, linked to it, as a
// schema.org GovernmentService. base is the address of the deployment. What the
// source does not state is left out and said in rdfs:comment, never guessed.
func OpenData(base string, list ...*Procedure) any {
	g := ldGraph{Context: ldContext}
	for _, p := range list {
		g.Graph = append(g.Graph, publicService(base, p), governmentService(base, p))
	}
	return g
}

type ldGraph struct {
	Context map[string]any `json:"@context"`
	Graph   []any          `json:"@graph"`
}

var ldContext = map[string]any{
	"@language": "vi",
	"cpsv":      "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/", "dcat": "http://www.w3.org/ns/dcat#",
	"dct": "http://purl.org/dc/terms/", "eli": "http://data.europa.eu/eli/ontology#", "owl": "http://www.w3.org/2002/07/owl#",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#", "schema": "https://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#",
	"dct:identifier":           map[string]any{"@language": nil},
	"dct:issued":               map[string]any{"@type": "xsd:date"},
	"dct:language":             map[string]any{"@type": "@id"},
	"cv:processingTime":        map[string]any{"@type": "xsd:duration"},
	"cv:value":                 map[string]any{"@type": "xsd:decimal"},
	"cv:currency":              map[string]any{"@type": "@id"},
	"cv:ifAccessedThrough":     map[string]any{"@type": "@id"},
	"owl:sameAs":               map[string]any{"@type": "@id"},
	"schema:url":               map[string]any{"@type": "@id"},
	"schema:identifier":        map[string]any{"@language": nil},
	"schema:price":             map[string]any{"@language": nil},
	"schema:priceCurrency":     map[string]any{"@language": nil},
	"schema:availableLanguage": map[string]any{"@language": nil},
	"schema:serviceUrl":        map[string]any{"@type": "@id"},
}

type ldService struct {
	ID          string    `json:"@id"`
	Type        string    `json:"@type"`
	Identifier  string    `json:"dct:identifier"`
	Title       string    `json:"dct:title"`
	Alternative string    `json:"dct:alternative,omitempty"`
	Description string    `json:"dct:description"`
	Keyword     []string  `json:"dcat:keyword,omitempty"`
	Subject     string    `json:"dct:subject"`
	Language    string    `json:"dct:language"`
	Issued      string    `json:"dct:issued,omitempty"`
	Authority   ldNamed   `json:"cv:hasCompetentAuthority"`
	Input       []ldNamed `json:"cpsv:hasInput,omitempty"`
	Produces    []ldNamed `json:"cpsv:produces,omitempty"`
	Cost        []ldCost  `json:"cv:hasCost,omitempty"`
	Channel     []ldNamed `json:"cv:hasChannel,omitempty"`
	Time        string    `json:"cv:processingTime,omitempty"`
	Legal       []ldNamed `json:"cv:hasLegalResource,omitempty"`
	Comment     []string  `json:"rdfs:comment,omitempty"`
}

type ldNamed struct {
	ID          string `json:"@id,omitempty"`
	Type        string `json:"@type"`
	Identifier  string `json:"dct:identifier,omitempty"`
	Title       string `json:"dct:title"`
	Kind        string `json:"dct:type,omitempty"`
	Description string `json:"dct:description,omitempty"`
}

type ldCost struct {
	ID          string `json:"@id"`
	Type        string `json:"@type"`
	Identifier  string `json:"dct:identifier"`
	Title       string `json:"dct:title,omitempty"`
	Value       string `json:"cv:value,omitempty"`
	Currency    string `json:"cv:currency,omitempty"`
	Description string `json:"dct:description,omitempty"`
	Through     string `json:"cv:ifAccessedThrough,omitempty"`
}

const (
	vietnamese = "http://publications.europa.eu/resource/authority/language/VIE"
	dong       = "http://publications.europa.eu/resource/authority/currency/VND"
)

func address(base, code string) string { return strings.TrimSuffix(base, "/") + "/thu-tuc/" + code }

func publicService(base string, p *Procedure) ldService {
	r, id := p.Revision, address(base, p.Code)
	s := ldService{
		ID: id, Type: "cpsv:PublicService", Identifier: p.Code, Title: p.Name, Description: r.Summary, Keyword: p.Synonyms, Subject: p.Field, Language: vietnamese,
		Authority: ldNamed{ID: id + "#co-quan", Type: "cv:PublicOrganisation", Title: r.CompetenceText},
	}
	if p.PlainName != p.Name {
		s.Alternative = p.PlainName
	}
	if !r.From.IsZero() {
		s.Issued = r.From.Format("2006-01-02")
	}
	for _, c := range r.Components {
		kind := map[revision.Kind]string{revision.Submit: "Phải nộp", revision.Present: "Xuất trình", revision.ByForm: "Tờ khai"}[c.Kind]
		if kind == "" {
			continue // a note is no paper
		}
		s.Input = append(s.Input, ldNamed{ID: id + "#giay-to-" + c.Key, Type: "cv:Evidence", Identifier: c.Key, Title: c.Title, Kind: kind, Description: r.evidence(c)})
	}
	for i, x := range r.Results {
		if x.Outcome == revision.Granted {
			s.Produces = append(s.Produces, ldNamed{ID: fmt.Sprintf("%s#ket-qua-%d", id, i+1), Type: "cv:Output", Identifier: x.Code, Title: x.Title})
		}
	}
	for _, ch := range revision.Channels {
		w, ok := r.Ways[ch]
		if !ok {
			continue
		}
		at := id + "#cach-nop-" + string(ch)
		s.Channel = append(s.Channel, ldNamed{ID: at, Type: "cv:Channel", Identifier: string(ch), Title: channelName(ch), Description: w.Place})
		s.Cost = append(s.Cost, costs(id, at, r, ch, w)...)
	}
	for i, l := range r.LegalBasis {
		s.Legal = append(s.Legal, ldNamed{ID: fmt.Sprintf("%s#can-cu-%d", id, i+1), Type: "eli:LegalResource", Title: l})
	}
	if r.Decision != "" {
		s.Legal = append(s.Legal, ldNamed{ID: id + "#quyet-dinh", Type: "eli:LegalResource", Identifier: r.Decision, Title: "Quyết định công bố thủ tục " + r.Decision})
	}
	s.Time, s.Comment = r.duration()
	return s
}

// evidence says when a paper is needed and how many of it.
func (r *Revision) evidence(c revision.Component) string {
	var out []string
	if c.Originals > 0 {
		out = append(out, strconv.Itoa(c.Originals)+" bản chính")
	}
	if c.Copies > 0 {
		out = append(out, strconv.Itoa(c.Copies)+" bản sao")
	}
	for _, x := range r.Cases {
		if x.Key == c.Group {
			out = append(out, "trường hợp: "+x.Title)
		}
	}
	if c.Condition != "" {
		out = append(out, c.Condition)
	}
	if c.Note != "" {
		out = append(out, c.Note)
	}
	return strings.Join(out, "; ")
}

// costs are those of one channel. An amount that depends on the dossier or is
// set by the province has a description and no value: unknown is never zero.
func costs(id, channel string, r *Revision, ch revision.Channel, w revision.Way) []ldCost {
	var out []ldCost
	for i, c := range r.ChargesFor(revision.Facts{Channel: ch}, nil) {
		x := ldCost{ID: fmt.Sprintf("%s#phi-%s-%d", id, ch, i+1), Type: "cv:Cost", Identifier: fmt.Sprintf("%s-%s", ch, c.Key), Title: c.Title, Description: c.Note, Through: channel}
		switch {
		case c.Known:
			x.Value, x.Currency = strconv.FormatInt(c.Amount, 10), dong
		case len(r.Fees) == 0 && w.Fee != nil: // a price for each page or copy
			x.Value, x.Currency = strconv.FormatInt(*w.Fee, 10), dong
			x.Description = strings.Join([]string{map[string]string{"page": "mỗi trang", "copy": "mỗi bản"}[w.FeeUnit], c.Note}, "; ")
		}
		out = append(out, x)
	}
	return out
}

// duration is the ordinary time as xsd:duration, which knows no working days:
// the words beside it say what is counted. "" when the law states none.
func (r *Revision) duration() (iso string, words []string) {
	ch := revision.Counter
	if r.Takes(revision.Online) {
		ch = revision.Online
	}
	t, stated := r.TermFor(ch, "", "", nil)
	if !stated {
		words = append(words, "Văn bản công bố chưa nêu thời hạn giải quyết.")
	} else {
		switch t.Unit {
		case revision.Hours:
			iso, words = fmt.Sprintf("PT%dH", t.Amount), append(words, fmt.Sprintf("Thời hạn: %d giờ làm việc.", t.Amount))
		case revision.WorkingDays:
			iso, words = fmt.Sprintf("P%dD", t.Amount), append(words, fmt.Sprintf("Thời hạn: %d ngày làm việc.", t.Amount))
		case revision.CalendarDays:
			iso, words = fmt.Sprintf("P%dD", t.Amount), append(words, fmt.Sprintf("Thời hạn: %d ngày.", t.Amount))
		case revision.Months:
			iso, words = fmt.Sprintf("P%dM", t.Amount), append(words, fmt.Sprintf("Thời hạn: %d tháng.", t.Amount))
		default:
			iso, words = "P1D", append(words, "Thời hạn: trong ngày làm việc.")
		}
	}
	for _, u := range r.Unconfirmed {
		if s := map[string]string{"fee": "Mức phí, lệ phí do Hội đồng nhân dân tỉnh quy định, chưa xác nhận.", "channels": "Cách nộp chưa được xác nhận."}[u]; s != "" {
			words = append(words, s)
		}
	}
	return iso, words
}

func channelName(ch revision.Channel) string {
	return map[revision.Channel]string{revision.Online: "Trực tuyến", revision.Counter: "Tại quầy", revision.Post: "Qua bưu chính"}[ch]
}

type ldGovernment struct {
	ID          string     `json:"@id"`
	Type        string     `json:"@type"`
	Same        string     `json:"owl:sameAs"`
	Identifier  string     `json:"schema:identifier"`
	Name        string     `json:"schema:name"`
	Alternate   []string   `json:"schema:alternateName,omitempty"`
	Description string     `json:"schema:description"`
	ServiceType string     `json:"schema:serviceType"`
	URL         string     `json:"schema:url"`
	Operator    ldThing    `json:"schema:serviceOperator"`
	Provider    ldThing    `json:"schema:provider"`
	Area        ldThing    `json:"schema:areaServed"`
	Output      []ldThing  `json:"schema:serviceOutput,omitempty"`
	Channel     []ldAccess `json:"schema:availableChannel,omitempty"`
	Offers      []ldOffer  `json:"schema:offers,omitempty"`
}

type ldThing struct {
	Type string `json:"@type"`
	Name string `json:"schema:name"`
}

type ldAccess struct {
	Type     string `json:"@type"`
	Name     string `json:"schema:name"`
	URL      string `json:"schema:serviceUrl,omitempty"`
	Time     string `json:"schema:processingTime,omitempty"`
	Language string `json:"schema:availableLanguage"`
}

type ldOffer struct {
	Type        string `json:"@type"`
	Price       string `json:"schema:price"`
	Currency    string `json:"schema:priceCurrency"`
	Description string `json:"schema:description,omitempty"`
}

func governmentService(base string, p *Procedure) ldGovernment {
	r, id := p.Revision, address(base, p.Code)
	org := ldThing{"schema:GovernmentOrganization", r.CompetenceText}
	g := ldGovernment{
		ID: id + "#dich-vu", Type: "schema:GovernmentService", Same: id, Identifier: p.Code, Name: p.PlainName, Description: r.Summary, ServiceType: p.Field, URL: id,
		Operator: org, Provider: org, Area: ldThing{"schema:Country", "Việt Nam"},
	}
	if p.Name != p.PlainName {
		g.Alternate = append(g.Alternate, p.Name)
	}
	iso, _ := r.duration()
	for _, x := range r.Results {
		if x.Outcome == revision.Granted {
			g.Output = append(g.Output, ldThing{"schema:DigitalDocument", x.Title})
		}
	}
	seen := map[ldOffer]bool{}
	for _, ch := range revision.Channels {
		w, ok := r.Ways[ch]
		if !ok {
			continue
		}
		a := ldAccess{Type: "schema:ServiceChannel", Name: channelName(ch), Time: iso, Language: "vi"}
		if ch == revision.Online && w.Filed == revision.Here {
			a.URL = id
		}
		g.Channel = append(g.Channel, a)
		for _, c := range costs(id, "", r, ch, w) {
			if o := (ldOffer{"schema:Offer", c.Value, "VND", c.Description}); c.Value != "" && !seen[o] {
				seen[o] = true
				g.Offers = append(g.Offers, o)
			}
		}
	}
	return g
}
