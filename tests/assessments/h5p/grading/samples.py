"""Content of every kind that is graded, as small as it can be."""


def part(library, id, **params):
    """A piece of content in another."""
    return {"library": f"{library} 1.16", "subContentId": id, "params": params}


A = part("H5P.TrueFalse", "a", correct="true")
B = part("H5P.MultiChoice", "b", answers=[{"correct": True}] * 3, behaviour={"singlePoint": False})
LISTS = [{"answers": ["ja", "nej"], "subContentId": id} for id in ("a", "b")]
SUMMARIES = [{"summary": ["ja", "nej"], "subContentId": id} for id in ("c", "d")]
TASK = {
    "elements": [{"dropZones": ["0", "1"], "multiple": several} for several in (True, False)],
    "dropZones": [{"correctElements": ["0"]}, {"correctElements": ["0", "1"]}],
}
ROW = part("H5P.Row", "row", columns=[{"content": part("H5P.RowColumn", "", content=[B])}])

SAMPLES = {
    "H5P.Blanks": {"questions": ["*ja/jo:tip* og *nej*"], "behaviour": {"acceptSpellingErrors": True}},
    "H5P.Column": {"content": [{"content": A}, {"content": ROW}]},
    "H5P.CoursePresentation": {"presentation": {"slides": [{"elements": [{"action": A}, {"action": B}]}]}},
    "H5P.DragQuestion": {"question": {"task": TASK}, "behaviour": {"applyPenalties": True}},
    "H5P.DragText": {"textField": "*ja:tip* og *nej*"},
    "H5P.InteractiveBook": {"chapters": [part("H5P.Column", "d", content=[{"content": A}, {"content": B}])]},
    "H5P.InteractiveVideo": {
        "interactiveVideo": {
            "assets": {"interactions": [{"action": A}, {"action": B}]},
            "summary": {"task": part("H5P.Summary", "s", summaries=SUMMARIES)},
        }
    },
    "H5P.MarkTheWords": {"textField": "<p>*ja* og <b>*nej*</b></p>"},
    "H5P.MultiChoice": B["params"],
    "H5P.QuestionSet": {"questions": [A, B, {**A, "subContentId": "c"}], "poolSize": 2},
    "H5P.SingleChoiceSet": {"choices": LISTS},
    "H5P.SortParagraphs": {"paragraphs": ["<p>a</p>", "b", "b"], "behaviour": {"scoringMode": "positions"}},
    "H5P.Summary": {"summaries": SUMMARIES},
    "H5P.TrueFalse": A["params"],
}
