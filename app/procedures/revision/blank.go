package revision

// Blank is what a new procedure begins with: the least that can be worked on.
// What only its author knows is left empty, and stops publishing until it is filled in.
func Blank(name string) *Revision {
	c := DefaultClock()
	return &Revision{
		Competence: Residence, CompetenceText: "UBND cấp xã nơi Ông/Bà thường trú hoặc tạm trú", NonBoundary: BoundaryNone,
		Ways:  map[Channel]Way{Counter: {Filed: Here, Terms: []Term{{Amount: 3, Unit: WorkingDays}}}},
		Clock: c,
		Components: []Component{
			{Key: "to_khai", Title: "Tờ khai", Kind: ByForm},
		},
		Form: Form{Sections: []Section{{Key: Applicant, Title: "Người yêu cầu", Fields: []Field{
			{Name: Applicant, Label: "Người yêu cầu", Type: Person, Required: true, Parts: []string{"full_name", "birth_date", "id_number", "address", "phone?"}},
		}}}},
		Steps:   Workflow(24, ""),
		Results: []Result{{Title: "Kết quả: " + name, Outcome: Granted}},
	}
}
