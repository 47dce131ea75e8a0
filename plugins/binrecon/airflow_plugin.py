"""The one file of this bundle that Airflow executes as a plugin. Every task process runs it: import nothing heavy
here."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from binrecon.orchestration import run_note
from binrecon.orchestration.deadline import NewestDayDue
from binrecon.orchestration.timetable import SettledDayTimetable
from binrecon.web import mount


class BinreconPlugin(AirflowPlugin):
    """Makes the timetable, the deadline and the listener that writes notes known to the scheduler, and the page to the
    web server."""

    name = "binrecon"
    timetables = [SettledDayTimetable]
    deadline_references = [NewestDayDue]
    listeners = [run_note]
    fastapi_apps = mount.APPLICATIONS
    external_views = mount.VIEWS
    react_apps = mount.STRIPS
