"""Loading the fictional Severn Vale Council through the services that people use."""

from .council import LoadReport, load_council

__all__ = ["LoadReport", "load_council"]
