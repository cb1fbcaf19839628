"""Who may go where in what is shown at work; and how such a table is written."""

ROLES = [
    *("anonymous", "citizen", "employee", "author", "peer", "professional"),
    *("coordinator", "manager", "admin"),
]
Row = dict[str, int]


def all_get(status: int, **others: int) -> Row:
    """The same answer for all, but for those named."""
    return {**dict.fromkeys(ROLES, status), **others}


def signed_in(status: int, **others: int) -> Row:
    """Strangers are asked to sign in (302); the same answer for all others, but for those named."""
    return all_get(status, **{"anonymous": 302, **others})


# What the link to a place opens beside the place itself.
OF_A_LINK = ("keep", "take_off", "calendar_new", "calendar_stop")
# What those who teach do with files and the recording of a session, by POST alone.
SCHOOL_ACTS = ("use_again", "take_away", "take_recording", "teacher_consent", "asked")

AT_WORK: dict[str, Row] = {
    "practice:observations": signed_in(200),
    "practice:ask": signed_in(200),
    "POST practice:ask": signed_in(200),
    # Only one's own, or what one is asked to see: there is none in this world.
    "practice:observation": signed_in(404),
    "POST practice:observation": signed_in(404),
    "practice:waiting": signed_in(200),
    "practice:observe": signed_in(404),
    "POST practice:observe": signed_in(404),
    "practice:ask_for": signed_in(403, manager=404),
    "POST practice:ask_for": signed_in(403, manager=404),
    "practice:choose_for": signed_in(403, manager=404),
    "POST practice:choose_for": signed_in(403, manager=404),
    # Opened by a token in the address, and never by who is signed in.
    "practice:observe_by_link": all_get(410),
    "POST practice:observe_by_link": all_get(410),
    "practice:own_view": signed_in(200),
    # An empty form says nothing that can be done.
    "POST practice:own_view": signed_in(400),
    "practice:end_own_view": signed_in(303),
    "POST practice:end_own_view": signed_in(303),
    # No requirement of anybody's job here.
    "practice:own_answer": signed_in(404),
    "POST practice:own_answer": signed_in(404),
    "practice:rounds": signed_in(403, coordinator=200),
    "POST practice:rounds": signed_in(403, coordinator=422),
    "practice:close_round": signed_in(403, coordinator=404),
    "POST practice:close_round": signed_in(403, coordinator=404),
    # A slip that nobody was given; a form without an account.
    "practice:citizen_questions": all_get(404),
    "POST practice:citizen_questions": all_get(404),
    "practice:citizen_thanks": all_get(200),
    "practice:citizen_no_thanks": all_get(200),
    "practice:citizen_voice": signed_in(200),
    "practice:citizen_slips": signed_in(302),
    "practice:make_citizen_link": signed_in(405),
    "POST practice:make_citizen_link": signed_in(303),
    "practice:delete_citizen_answers": signed_in(405),
    "POST practice:delete_citizen_answers": signed_in(303),
    "practice:examples": signed_in(403, peer=200, professional=200, admin=200),
    "POST practice:examples": signed_in(403, peer=400, professional=400, admin=400),
    "practice:withdraw_example_signature": signed_in(403, peer=405, professional=405, admin=405),
    "POST practice:withdraw_example_signature": signed_in(403, peer=404, professional=404, admin=404),
    # Earlier learning. A paper of somebody else is there for those who look at papers, and for nobody else.
    "practice:papers": signed_in(200),
    "POST practice:papers": signed_in(422),
    "practice:withdraw_paper": signed_in(405),
    "POST practice:withdraw_paper": signed_in(404, employee=303),
    "practice:delete_paper_files": signed_in(405),
    # Not while it waits.
    "POST practice:delete_paper_files": signed_in(404, employee=409),
    "practice:paper_queue": signed_in(403, professional=200, coordinator=200),
    "practice:paper": signed_in(403, professional=200, coordinator=200),
    # An empty form says nothing of what the paper shows.
    "POST practice:paper": signed_in(403, professional=422, coordinator=422),
    "practice:revoke_paper": signed_in(403, professional=405, coordinator=405),
    "POST practice:revoke_paper": signed_in(403, professional=422, coordinator=422),
    "practice:paper_file": signed_in(404, employee=200, professional=200, coordinator=200),
    "practice:methods": signed_in(403, manager=200, coordinator=200),
    "practice:download_methods": signed_in(403, manager=200, coordinator=200),
    "practice:record_method": signed_in(403, coordinator=200),
    "POST practice:record_method": signed_in(403, coordinator=422),
    "practice:end_method": signed_in(405),
    "POST practice:end_method": signed_in(403, coordinator=404),
    # One's own profile: always about whoever is signed in.
    "development:shares": signed_in(200),
    "POST development:shares": signed_in(400),
    "development:withdraw_share": all_get(405),
    "POST development:withdraw_share": signed_in(404),
    "development:ask_for_record": all_get(405),
    "POST development:ask_for_record": signed_in(303),
    "development:delete_record": all_get(405),
    "POST development:delete_record": signed_in(303),
    "development:profile_pdf": signed_in(200),
    "development:profile_json": signed_in(200),
    # Opened by a token in the address, and never by who is signed in.
    **{f"development:shared_{what}": all_get(410) for what in ("profile", "pdf", "json")},
    "development:talks": signed_in(200),
    "development:begin_talk": signed_in(405, anonymous=405),
    # An empty form names nobody.
    "POST development:begin_talk": signed_in(400),
    # A talk is there for the two that it is between, and for nobody else; an administrator too.
    "development:talk": signed_in(404, employee=200, manager=200),
    "development:plan_talk": signed_in(404, employee=200, manager=200),
    "POST development:plan_talk": signed_in(404, employee=422, manager=422),
    "development:new_goal": signed_in(404, employee=200, manager=200),
    "POST development:new_goal": signed_in(404, employee=422, manager=422),
    # The person's own.
    "development:goal": signed_in(404, employee=200),
    "POST development:goal": signed_in(404, employee=422),
    "development:agreements": signed_in(404, employee=200, manager=200),
    "POST development:agreements": signed_in(404, employee=400, manager=400),
    "development:say_yes": signed_in(405, anonymous=405),
    # An empty form says yes to nothing.
    "POST development:say_yes": signed_in(404, employee=409, manager=409),
    "development:talk_note": signed_in(405, anonymous=405),
    "POST development:talk_note": signed_in(404, employee=303),
    "development:share_talk": signed_in(405, anonymous=405),
    "POST development:share_talk": signed_in(404, employee=400),
    "development:end_talk": signed_in(404, employee=200, manager=200),
    "POST development:end_talk": signed_in(404, employee=303, manager=303),
    "development:plan": signed_in(200),
    "development:follow_up": signed_in(404, employee=200, manager=200),
    "POST development:follow_up": signed_in(404, employee=422, manager=422),
    # Only for whoever teaches at the school, and only their own sessions: nobody does in this world.
    "recoveryskole:taught": signed_in(404),
    "recoveryskole:teaching": signed_in(404),
    "recoveryskole:plan": signed_in(404),
    "POST recoveryskole:plan": signed_in(404),
    "recoveryskole:note": signed_in(405),
    "POST recoveryskole:note": signed_in(404),
    "recoveryskole:delete_note": signed_in(405),
    "POST recoveryskole:delete_note": signed_in(404),
    "recoveryskole:attendance": signed_in(404),
    "POST recoveryskole:attendance": signed_in(404),
    **{
        f"recoveryskole:{what}": signed_in(404)
        for what in ("materials", "material", "recording", "show_recording")
    },
    **{f"recoveryskole:{what}": signed_in(405) for what in SCHOOL_ACTS},
    **{f"POST recoveryskole:{what}": signed_in(404) for what in ("materials", "recording", *SCHOOL_ACTS)},
    "recoveryskole:library": all_get(200),
    # None stands open.
    "recoveryskole:open_material": all_get(404),
    # What anyone may read of the school, to take along.
    "recoveryskole:calendar": all_get(200),
    "recoveryskole:workshop_calendar": all_get(200),
    "recoveryskole:news": all_get(200),
    "recoveryskole:prospectus": all_get(200),
    # By a link alone, whoever is signed in. Nobody here has one.
    "recoveryskole:own_calendar": all_get(410),
    "recoveryskole:participation": all_get(410),
    "recoveryskole:claim": all_get(405),
    "POST recoveryskole:claim": all_get(410),
    # One's own: nobody in this world has claimed anything.
    "recoveryskole:claims": signed_in(200),
    "recoveryskole:take_claim_back": signed_in(405),
    "POST recoveryskole:take_claim_back": signed_in(404),
    # No account opens any of it, and none is asked for: the link or the code does.
    "recoveryskole:sign_up": all_get(404),
    "POST recoveryskole:sign_up": all_get(404),
    "recoveryskole:signed_up": all_get(200),
    "recoveryskole:by_code": all_get(200),
    "POST recoveryskole:by_code": all_get(422),
    "recoveryskole:forgotten": all_get(200),
    "recoveryskole:place": all_get(410),
    "POST recoveryskole:place": all_get(410),
    "recoveryskole:feedback": all_get(410),
    "POST recoveryskole:feedback": all_get(410),
    "recoveryskole:feedback_thanks": all_get(410),
    "recoveryskole:old_calendar": all_get(410),
    **{f"recoveryskole:{what}": all_get(405) for what in OF_A_LINK},
    **{f"POST recoveryskole:{what}": all_get(410) for what in OF_A_LINK},
    # One's own page: always of whoever is signed in.
    "recoveryskole:mine": signed_in(200),
    "recoveryskole:make_calendar": signed_in(405),
    "POST recoveryskole:make_calendar": signed_in(400),
    "recoveryskole:stop_calendar": signed_in(405),
    "POST recoveryskole:stop_calendar": signed_in(303),
    "recoveryskole:forget_mine": signed_in(405),
    "POST recoveryskole:forget_mine": signed_in(303),
    "recoveryskole:mine_forgotten": all_get(200),
    # A plan is opened by its code, whoever is signed in. None is open here.
    "recoveryskole:own_plan": all_get(200),
    "POST recoveryskole:own_plan": all_get(400),
    "recoveryskole:own_plan_begin": all_get(405),
    "POST recoveryskole:own_plan_begin": all_get(400),
    "recoveryskole:own_plan_open": all_get(200),
    "POST recoveryskole:own_plan_open": all_get(422),
    "recoveryskole:own_plan_kept": signed_in(405),
    "POST recoveryskole:own_plan_kept": signed_in(404),
    "recoveryskole:own_plan_code": all_get(303),
    "POST recoveryskole:own_plan_code": all_get(303),
    "recoveryskole:own_plan_paper": all_get(303),
    "recoveryskole:own_plan_close": all_get(405),
    "POST recoveryskole:own_plan_close": all_get(303),
    "recoveryskole:own_plan_keep": signed_in(405),
    "POST recoveryskole:own_plan_keep": signed_in(404),
    "recoveryskole:own_plan_drop": signed_in(405),
    "POST recoveryskole:own_plan_drop": signed_in(303),
    "recoveryskole:own_plan_delete": all_get(405),
    "POST recoveryskole:own_plan_delete": all_get(404),
    "recoveryskole:own_plan_deleted": all_get(200),
    "recoveryskole:act": all_get(405),
    "POST recoveryskole:act": all_get(410),
    "recoveryskole:own_material": all_get(410),
    "recoveryskole:own_recording": all_get(410),
    "recoveryskole:own_consent": all_get(405),
    "POST recoveryskole:own_consent": all_get(410),
}
