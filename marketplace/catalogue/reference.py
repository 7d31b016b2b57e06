"""The taxonomies a new council starts with; officers edit them afterwards.

Kinds of service, needs and outcomes follow the sector reports of 2008 to 2014 and the four areas of need of the SEND
Code of Practice (chapter 6). A code is never changed once a service uses it.
"""

from datetime import date

#: (code, name, what it covers, [(code, name, what it covers), …])
CATEGORIES: list[tuple[str, str, str, list[tuple[str, str, str]]]] = [
    (
        "short-breaks",
        "Short breaks",
        "Time away for a child and a rest for the people who care for them",
        [
            ("short-breaks-at-home", "Short breaks at home", "A trained worker looks after a child at home"),
            (
                "overnight-short-breaks",
                "Overnight short breaks",
                "A night or more in a house or with a family",
            ),
            ("residential-short-breaks", "Residential short breaks", "Weekends and weeks away with care"),
            ("sitting-service", "Sitting service", "Someone to sit with a child now and then"),
        ],
    ),
    (
        "clubs-and-holiday-schemes",
        "Clubs and holiday schemes",
        "Groups after school, at weekends and in the holidays",
        [
            ("after-school-clubs", "After-school clubs", "Weekday clubs in term time"),
            ("weekend-clubs", "Weekend clubs", "Clubs on Saturdays and Sundays"),
            ("holiday-schemes", "Holiday schemes", "Days out and play in the school holidays"),
        ],
    ),
    (
        "people-to-help",
        "People to help",
        "One person who gets to know a child",
        [
            ("personal-assistants", "Personal assistants", "Someone to help at home and when going out"),
            ("befriending", "Befriending", "A friendly adult to do things with"),
        ],
    ),
    (
        "leisure",
        "Leisure and sport",
        "Swimming, sport, arts and memberships",
        [
            ("leisure-lessons", "Lessons", "Swimming, riding, music and other lessons"),
            ("leisure-memberships", "Memberships", "Passes for leisure centres, farms and museums"),
        ],
    ),
    (
        "therapies",
        "Therapies",
        "Help from a therapist",
        [
            (
                "speech-and-language-therapy",
                "Speech and language therapy",
                "Talking, understanding, eating and AAC",
            ),
            ("occupational-therapy", "Occupational therapy", "Everyday skills, sensory needs and movement"),
            ("physiotherapy", "Physiotherapy", "Strength, posture and getting about"),
            ("music-therapy", "Music therapy", "Communicating and feeling through music"),
        ],
    ),
    (
        "equipment-and-home",
        "Equipment and home",
        "Things to use and changes to a home",
        [
            ("equipment", "Equipment", "Seating, sleep, sensory and communication equipment"),
            ("continence-products", "Continence products", "Pads, pants and bed protection"),
            ("home-adaptations", "Home adaptations", "Ramps, rails, safe spaces and bathrooms"),
        ],
    ),
    (
        "getting-about",
        "Getting about",
        "Travel and learning to travel",
        [
            ("transport", "Transport", "Journeys with a driver or an escort"),
            ("travel-training", "Travel training", "Learning to travel alone"),
            ("driving-lessons", "Driving lessons", "Lessons with an instructor who understands"),
        ],
    ),
    (
        "learning-and-early-years",
        "Learning and early years",
        "Childcare and help with learning",
        [
            ("childminding", "Childminding", "Childcare in a childminder's home"),
            ("learning-support", "Learning support", "Tuition, mentoring and help in a setting"),
        ],
    ),
    (
        "planning-and-paperwork",
        "Planning and paperwork",
        "Help to plan, arrange and be heard",
        [
            ("support-planning", "Support planning", "Someone to write a support plan with you"),
            ("brokerage", "Brokerage", "Someone to find and arrange support for you"),
            ("payroll", "Payroll", "Wages, tax and pensions for people you employ"),
            ("advocacy", "Advocacy", "Someone to speak up with a child or a family"),
        ],
    ),
]

#: (code, name)
NEEDS: list[tuple[str, str]] = [
    ("autism", "Autism"),
    ("adhd", "ADHD"),
    ("learning-disability", "Learning disability"),
    ("profound-and-multiple", "Profound and multiple learning disabilities"),
    ("speech-and-communication", "Speech, language and communication"),
    ("social-emotional-mental-health", "Social, emotional and mental health"),
    ("physical-disability", "Physical disability"),
    ("hearing-impairment", "Deaf or hearing impairment"),
    ("vision-impairment", "Vision impairment"),
    ("multi-sensory-impairment", "Deafblind or multi-sensory impairment"),
    ("complex-health", "Complex health needs"),
    ("epilepsy", "Epilepsy"),
    ("downs-syndrome", "Down's syndrome"),
    ("behaviour-that-challenges", "Behaviour that challenges"),
    ("continence", "Continence"),
]

#: (code, name)
ACCESS_FEATURES: list[tuple[str, str]] = [
    ("wheelchair", "Wheelchair access throughout"),
    ("hoist", "Hoist"),
    ("changing-place", "Changing Places toilet"),
    ("hearing-loop", "Hearing loop"),
    ("quiet-space", "Quiet space"),
    ("bsl", "British Sign Language"),
    ("makaton", "Makaton"),
    ("trained-staff", "Staff trained in a child's health care"),
    ("accessible-parking", "Accessible parking"),
    ("accessible-transport", "Accessible transport provided"),
    ("easy-read", "Easy read information"),
]

#: (code, name): the outcomes on which the personal budget pilots reported.
OUTCOMES: list[tuple[str, str]] = [
    ("choice-and-control", "Choice and control"),
    ("quality-of-care", "Quality of care"),
    ("be-healthy", "Be healthy"),
    ("stay-safe", "Stay safe"),
    ("enjoy-and-achieve", "Enjoy and achieve"),
    ("positive-contribution", "Make a positive contribution"),
    ("economic-well-being", "Economic well-being"),
]

#: (code, name, what an officer looks at)
CHECK_TYPES: list[tuple[str, str, str]] = [
    (
        "enhanced-dbs",
        "Enhanced DBS arrangements",
        "How every worker is checked with the Disclosure and Barring Service",
    ),
    ("public-liability", "Public liability insurance", "The certificate and its end date"),
    ("safeguarding-policy", "Safeguarding policy", "The policy, its date and the named lead"),
    ("references", "References", "Two references from people who used the service"),
    ("ofsted", "Ofsted registration", "The unique reference number on Ofsted's register"),
    ("cqc", "CQC registration", "The provider or location id on the Care Quality Commission's register"),
]

#: The policy holds from the start of the Children and Families Act 2014, Part 3.
POLICY_FROM = date(2014, 9, 1)

#: Checks that every bookable service needs, whatever its category.
CHECKS_FOR_ALL = ("public-liability",)
#: Checks that a category needs besides (by its own code or that of the group above it).
CHECKS_BY_CATEGORY: dict[str, tuple[str, ...]] = {
    "short-breaks": ("enhanced-dbs", "safeguarding-policy"),
    "overnight-short-breaks": ("cqc",),
    "residential-short-breaks": ("ofsted",),
    "clubs-and-holiday-schemes": ("enhanced-dbs", "safeguarding-policy"),
    "people-to-help": ("enhanced-dbs", "safeguarding-policy", "references"),
    "leisure-lessons": ("enhanced-dbs", "safeguarding-policy"),
    "therapies": ("enhanced-dbs", "safeguarding-policy"),
    "transport": ("enhanced-dbs",),
    "travel-training": ("enhanced-dbs", "safeguarding-policy"),
    "childminding": ("enhanced-dbs", "safeguarding-policy", "ofsted"),
    "learning-support": ("enhanced-dbs", "safeguarding-policy"),
    "advocacy": ("enhanced-dbs", "safeguarding-policy"),
}
