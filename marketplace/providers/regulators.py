"""The numbers by which registers know a provider. Only their form can be checked here: no register is asked."""

from django.core.validators import RegexValidator

#: Ofsted: six or seven digits, as in the Department for Education's guide to the early years census ("6 or 7 digit
#: number"). Older certificates put two letters before six digits: EY for early years, SC for children's homes, VC for
#: voluntary ones, RP for the registered person.
check_ofsted_urn = RegexValidator(
    r"^((EY|SC|VC|RP)\d{6}|\d{6,7})$",
    "Enter the Ofsted URN as on the certificate: 6 or 7 digits, such as 2543210, or EY and 6 digits, such as EY123456.",
)
#: Care Quality Commission: `1-` and 8 to 11 digits, as in the examples of its own syndication API
#: (api.cqc.org.uk/public/v1, `providerId`: 1-199747506). NHS bodies keep their own code, such as RTE.
check_cqc_id = RegexValidator(
    r"^(1-\d{8,11}|R[0-9A-Z]{2,4})$",
    "Enter the CQC provider ID as on the certificate: 1-, then 8 to 11 digits, such as 1-199747506.",
)
#: Companies House: eight digits, or two letters and six digits.
check_company_number = RegexValidator(
    r"^(\d{8}|[A-Z]{2}\d{6})$",
    "Enter the number as Companies House has it: 8 digits, or 2 letters and 6 digits.",
)
