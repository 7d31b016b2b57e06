"""Pages about bookings: booking, a family's own, a provider's, the council's."""
