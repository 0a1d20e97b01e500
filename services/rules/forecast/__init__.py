"""What will be won: a few simple methods, their mean, and the proof by the company's own past (S1-02…S1-07).

Pure numpy over columns of deals. Nothing is tuned to a company: the same methods and settings for all of them.
"""

from services.rules.forecast.deals import FAR, Deals, Moves
from services.rules.forecast.engine import Ask, Backtest, Forecast, Past, Window, error_floor, forecast
from services.rules.forecast.levels import Level, company
from services.rules.forecast.looks import Template
from services.rules.forecast.open_deals import Standing, standing
from services.rules.forecast.state import Sizes

__all__ = [
    "FAR",
    "Ask",
    "Backtest",
    "Deals",
    "Forecast",
    "Level",
    "Moves",
    "Past",
    "Sizes",
    "Standing",
    "Template",
    "Window",
    "company",
    "error_floor",
    "forecast",
    "standing",
]
