"""The numbers by which registers know a provider. Only their form can be checked here: no register is asked."""

from django.core.validators import RegexValidator

#: Childcare registers use six or seven digits, older ones EY and six digits; schools and homes have up to seven digits.
check_ofsted_urn = RegexValidator(
    r"^(EY\d{6}|(SC|VC|RP)?\d{5,7})$", "Enter the Ofsted URN as on the certificate: 6 or 7 digits, or EY and 6 digits."
)
#: Provider IDs of the Care Quality Commission are 1 and eight to ten digits, or for NHS bodies three or more letters
#: and digits.
check_cqc_id = RegexValidator(
    r"^(1-\d{8,11}|R[0-9A-Z]{2,4})$", "Enter the CQC provider ID as on the certificate: 1-, then 8 to 11 digits."
)
#: Companies House: eight digits, or two letters and six digits.
check_company_number = RegexValidator(
    r"^(\d{8}|[A-Z]{2}\d{6})$",
    "Enter the number as Companies House has it: 8 digits, or 2 letters and 6 digits.",
)
