"""Planted defects of refusals, last tries, red logs and the verdict.

Each row: name, scene (refusal_scenes.SCENES), then where, old and new for each changed place.
"""

_REFUSALS = "binrecon.exchange.refusals"
_DOUBT = "binrecon.collectors.absences:doubt"
_BASE = "binrecon.collectors.base:BaseCollector"
_PLAN = "binrecon.collectors.product_plan"
_ENDS = "binrecon.orchestration.run_ends"
_CALLBACK = "binrecon.orchestration.callbacks:RecordError"

REFUSALS: tuple[tuple[str, ...], ...] = (
    # what an account does not have
    ("unsupported is taken for not there", "unsupported", _DOUBT, "if refusal.absence is UNSUPPORTED and sub_accounts:", "if False:"),
    ("a list that told of records is believed to be off", "told before", _DOUBT, "if refusal.absence.standing and", "if False and"),
    ("a refusal after records proves the end", "after a page", _DOUBT, "    if pages:", "    if False:"),
    ("a wallet that is missing proves every wallet empty", "another wallet", f"{_REFUSALS}:Absence.fits",
     "and key in (self.keys or (key,))", ""),
    ("words about one list prove another empty", "words about another list", f"{_REFUSALS}:Absence.fits",
     "path.startswith(self.path)", "True"),
    ("a refused key is a list that is not there", "key refused, no sub-accounts declared", f"{_REFUSALS}:absence_of",
     "code in _UNSUPPORTED_CODES", "code in _UNSUPPORTED_CODES | {-2015}"),
    ("every refusal of a transfer list is an absence", "denied", f"{_REFUSALS}:absence_of",
     "    if found is None and path.startswith(UNSUPPORTED.path) and code in _UNSUPPORTED_CODES:",
     "    if found is None and code is None:\n        return ABSENCES[0]\n    if found is None and code in _UNSUPPORTED_CODES:"),
    ("the function is told off by its code alone", "function off, older form", f"{_REFUSALS}:Absence.fits",
     "self.code in (None, code)", "code is not None"),
    ("a refusal without a code is network trouble", "function off, older form, 200", "binrecon.exchange.answers:document_of",
     "if (refusal or denied)", "if refusal"),
    ("a refusal is kept as a record", "function off", "binrecon.storage.evidence:_data", "if refused:", "if False:"),
    ("a refusal proves nothing at all", "function off", _DOUBT, "    if pages:", "    if True:"),
    # products
    ("a product refused for good reddens the day", "product for weeks", f"{_PLAN}:can_do_without", "return True", "return False"),
    ("a product in use may be refused", "product in use", f"{_PLAN}:can_do_without", "or needed(", "or False and needed("),
    ("a refused product is asked every day", "product for weeks", f"{_PLAN}:due", "known.refused_until or oldest", "oldest"),
    ("a refused product is told every week", "product for weeks", f"{_BASE}._record", " and not told", ""),
    # classes of refusals
    ("451 has no class", "451", f"{_REFUSALS}:meaning_of", "if status in _STATUSES and", "if False and"),
    ("a refusal in words is a page of somebody else", "denied in words", f"{_REFUSALS}:meaning_of", "told = is_object", "told = False"),
    ("every code has the general class", "a listed code", f"{_REFUSALS}:meaning_of",
     "MEANING_OF.get(code, Meaning.UNKNOWN)", "Meaning.UNKNOWN"),
    # last tries, the verdict, red logs
    ("the verdict is green though something failed", "everything is said", "binrecon.orchestration.tasks:verdict.function",
     "missing = end_sentences(ends)", "missing = []"),
    ("a task that died in silence counts as told", "everything is said", f"{_ENDS}:_end", "silent=word is None", "silent=False"),
    ("tasks that could not run are left out", "everything is said", f"{_ENDS}:ends_of", "in (FAILED, NOT_RUN)", "in (FAILED,)"),
    ("a failed copy loses its name", "everything is said", f"{_ENDS}:_end", "word or number", "number"),
    ("a verdict that died is not looked for", "a silent verdict", f"{_ENDS}:silent_leaves", "end.task == leaf", "end.task != leaf"),
    ("the sentence stays in Airflow's fold", "a red log", f"{_CALLBACK}.__call__", "log.info(UNFOLD)", "pass"),
    ("an earlier try's word stands for the last", "a red log", f"{_CALLBACK}._leave_word", "if self.final:", "if True:"),
    ("the label is not left behind", "a red log", f"{_ENDS}:leave_word", 'str(context.get("label") or "")', '""'),
)  # fmt: skip
