"""Pages about budgets: a family's own, and the officers'."""
