"""How every form on the site is drawn."""

from django.forms.renderers import TemplatesSetting


class MarketplaceFormRenderer(TemplatesSetting):
    """Gives every form and field the site's own label, hint, error and `aria-describedby`."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
