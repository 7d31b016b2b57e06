"""The words and figures of the fictional Severn Vale Council that `manage.py demo` loads."""
