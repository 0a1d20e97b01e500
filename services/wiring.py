"""One object a capability, all on the same database and clock. A new slice adds its import and its line here."""

from __future__ import annotations

from services.absences import Absences
from services.audit import Audit
from services.backup import Backup
from services.bonuses import Bonuses
from services.calendar import Calendar
from services.calls import Calls
from services.channel_costs import ChannelCosts
from services.channels import Channels
from services.client_links import ClientLinks
from services.client_traits import ClientTraits
from services.client_worth import ClientWorths
from services.clients import Clients
from services.clock import Clock
from services.colleagues import Colleagues
from services.company import Company
from services.controls import Controls
from services.conversions import Conversions
from services.dead_deals import DeadDeals
from services.deal_events import DealEvents
from services.deal_fields import DealFields
from services.deal_filters import DealFilters
from services.deal_lines import DealLines
from services.deals import Deals
from services.digests import Digests
from services.fields import Fields
from services.forecast_order import Make, make_here
from services.forecasts import Forecasts
from services.funnels import Funnels
from services.history import History
from services.importing.service import Importing
from services.indicators import Indicators
from services.invitations import Invitations
from services.jobs import Jobs
from services.late_payments import LatePayments
from services.leads import Leads
from services.losses import Losses
from services.moves import Moves
from services.nps import Nps
from services.outbox import Outbox
from services.payments import Payments
from services.people import People
from services.pipelines import Pipelines
from services.plan_files import PlanFiles
from services.plan_setting import PlanSetting
from services.plans import Plans
from services.postpone_reasons import PostponeReasons
from services.postponing import Postponing
from services.privacy import Privacy
from services.products import Products
from services.promises import Promises
from services.reason_routes import ReasonRoutes
from services.reasons import Reasons
from services.reassigning import Reassigning
from services.red_marks import RedMarks
from services.refusals import Refusals
from services.reminders import Reminders
from services.report_favourites import ReportFavourites
from services.reports import Reports
from services.requests import Requests
from services.resources import Resources
from services.reviews import Reviews
from services.rounds import Rounds
from services.saved_views import SavedViews
from services.search import Search
from services.setup_changes import SetupChanges
from services.setup_file import SetupFile
from services.stage_pace import StagePace
from services.stage_setup import StageSetup
from services.stage_tasks import StageTasks
from services.start import Start
from services.subscriptions import Subscriptions
from services.summaries import Summaries
from services.tasks import Tasks
from services.teams import Teams
from services.understanding import Understanding
from services.wins import Wins
from storage.unit_of_work import Database


class Services:
    """Everything the bot can do, without Telegram and without words."""

    def __init__(self, db: Database, clock: Clock, making: Make = make_here) -> None:
        self.db = db
        self.clock = clock
        self._enter_sums(db, clock)
        self.company = Company(db, clock)
        self.people = People(db, clock)
        self.invitations = Invitations(db, clock)
        self.teams = Teams(db, clock)
        self.colleagues = Colleagues(db, clock)
        self.client_links = ClientLinks(db, clock)
        self.requests = Requests(db, clock)
        self.privacy = Privacy(db, clock)
        self.outbox = Outbox(db, clock)
        self.jobs = Jobs(db, clock)
        self.backup = Backup(db, clock)
        self.calls = Calls(db, clock)
        self.refusals = Refusals(db, clock)
        self.leads = Leads(db, clock)
        self.conversions = Conversions(db, clock)
        self.clients = Clients(db, clock)
        self.search = Search(db, clock)
        self.understanding = Understanding(db, clock)
        self.deals = Deals(db, clock)
        self.deal_filters = DealFilters(db, clock)
        self.saved_views = SavedViews(db, clock)
        self.deal_events = DealEvents(db, clock)
        self.deal_fields = DealFields(db, clock)
        self.fields = Fields(db, clock)
        self.resources = Resources(db, clock)
        self.tasks = Tasks(db, clock)
        self.controls = Controls(db, clock)
        self.stage_tasks = StageTasks(db, clock)
        self.history = History(db, clock)
        self.importing = Importing(db, clock)
        self.reminders = Reminders(db, clock)
        self.digests = Digests(db)
        self.summaries = Summaries(db, clock)
        self.rounds = Rounds(db, clock)
        self.postponing = Postponing(db, clock)
        self.moves = Moves(db, clock)
        self.red_marks = RedMarks(db, clock)
        self.start = Start(db, clock)
        self.stage_pace = StagePace(db)
        self.client_worth = ClientWorths(db)
        self.promises = Promises(db, clock)
        self.postpone_reasons = PostponeReasons(db, clock)
        self.nps = Nps(db, clock)
        self.channels = Channels(db, clock)
        self.audit = Audit(db, clock)
        self.absences = Absences(db, clock)
        self.reassigning = Reassigning(db, clock)
        self.calendar = Calendar(db, clock)
        self.reasons = Reasons(db, clock)
        self.reason_routes = ReasonRoutes(db, clock)
        self.wins = Wins(db, clock)
        self.losses = Losses(db, clock)
        self.pipelines = Pipelines(db, clock)
        self.stage_setup = StageSetup(db, clock)
        self.setup_changes = SetupChanges(db, clock)
        self.setup_file = SetupFile(db, clock)
        self._count(db, clock, making)

    def _count(self, db: Database, clock: Clock, making: Make) -> None:
        """What is counted of all that: indicators, funnels, plans, forecasts, and what tells of them."""
        self.forecasts = Forecasts(db, clock, making)
        self.dead_deals = DeadDeals(db, clock, self.forecasts)
        self.indicators = Indicators(db, clock)
        self.funnels = Funnels(db, clock, self.indicators)
        self.reviews = Reviews(db, clock, self.indicators, self.funnels, self.forecasts)
        self.subscriptions = Subscriptions(db, clock, self.indicators, self.people)
        self.plans = Plans(db, clock)
        self.bonuses = Bonuses(db, clock)
        self.plan_setting = PlanSetting(db, clock)
        self.plan_files = PlanFiles(db, clock)
        self.reports = Reports(db, clock, self.indicators)
        self.report_favourites = ReportFavourites(db, clock)

    def _enter_sums(self, db: Database, clock: Clock) -> None:
        """What indicators count and people enter: costs, products, what is sold, payments, what tells clients apart."""
        self.channel_costs = ChannelCosts(db, clock)
        self.products = Products(db, clock)
        self.deal_lines = DealLines(db, clock)
        self.payments = Payments(db, clock)
        self.late_payments = LatePayments(db, clock)
        self.client_traits = ClientTraits(db, clock)
