"""Papers that nobody wrote: what services' letters look like, in invented words and with invented people."""

from __future__ import annotations

SAFEGUARDING = """Cafcass
Children and Family Court Advisory and Support Service
National Business Centre
enquiries@cafcass.gov.uk

To: Family Court at Northtown
Case number: NT27P00123
SAFEGUARDING LETTER

1. We have made safeguarding checks with the police and with Northtown City Council.
The Police National Computer shows nothing about either parent.
2. Alex Winter told us on the phone that handovers are difficult. Robin Field said the same.

The first hearing is on 12 January 2027 at 10.00am. This letter is dated 4 December 2026.
"""

CHILD_IMPACT = """Cafcass Cymru
Child Impact Report
Child Focused Court, South Wales
Case No: CF27P00044

We met the children at school. They told us what matters to them.
The Decision Hearing is listed for 3 February 2027.
"""

SECTION_7_CAFCASS = """CAFCASS
Report to the court under section 7 of the Children Act 1989
Prepared by: J. Marsh, Family Court Adviser

The child's wishes and feelings are set out below.
Welfare checklist
"""

SECTION_7_COUNCIL = """Westford County Council
Children's Social Care, Family Court Team
socialcare@westford.gov.uk

Section 7 Report
For the Family Court at Westford

Cafcass asked the council to write this report because our social worker knows the family.
Wishes and feelings
"""

SECTION_37 = """In the Family Court at Northtown
Case number NT27P00999
ORDER: SECTION 37 DIRECTION
The court directs Northtown City Council to look at whether to apply for a care or supervision order.
Children Act 1989
"""

C100 = """In the Family Court
C100
Application under the Children Act 1989 for a child arrangements order
Applicant: Alex Winter
Respondent: Robin Field
"""

HEARING = """In the Family Court at Northtown
Case number NT27P00123
NOTICE OF HEARING
Date: 9 March 2027 at 2pm
You must attend. The hearing will take place at Northtown Family Court.
"""

NON_MOLESTATION = """In the Family Court at Northtown
Non-Molestation Order
Family Law Act 1996, section 42
The respondent must not use or threaten violence. To break this order is a criminal offence.
This order ends on 1 June 2027.
"""

CONFERENCE = """Northtown Council
Children's Services
Minutes of the Child Protection Conference
Conference chair: P. Lowe
Category of harm: emotional
"""

ASSESSMENT = """London Borough of Easthaven
Children's Services
Child and Family Assessment
Social worker: D. Hughes
Analysis
The family would like help with mornings. The plan is for a child in need.
"""

PRE_PROCEEDINGS = """Northtown City Council
Legal Services
LETTER BEFORE PROCEEDINGS
We are concerned about Sam. You should see a solicitor now. Bring this letter.
If things do not change we may start care proceedings.
"""

WAGES = """Bright Bakery Ltd
Employee: A Winter     Tax code: 1257L
National Insurance number: QQ 00 00 00 A
Gross pay 1,842.33
PAYE tax 120.00
Net pay 1,601.12
"""

BENEFIT = """Department for Work and Pensions
Universal Credit
Your Universal Credit statement
Your payment for the assessment period 5 October to 4 November
Standard allowance 400.14
"""

BANK = """Riverbank plc
Your statement
Sort code 00-00-00   Account number 00000000
Opening balance 212.10
03 Nov  HM COURTS FEE  COUNTY COURT   255.00
04 Nov  Direct debit  Northtown City Council  141.00
Closing balance 19.55
"""

# What is easily taken for something that it is not.
COUNCIL_NAMES_CAFCASS = """Northtown City Council
Children's Services
Duty team

Dear Alex,
You told us that Cafcass wrote a safeguarding letter about Sam. We have read the safeguarding letter from
Cafcass. We do not need to do anything more and are closing your file.
Yours sincerely
"""

SCHOOL_NAMES_ALL = """Hill Street Primary School
Dear parents,
You may have had a letter about a child protection conference or a section 7 report. Please bring it to us.
"""

ESTATE_AGENT = """Meadow Homes
Tenancy agreement
The tenant pays 850 pounds each month.
"""

LOVE_LETTER = "Dear Robin,\nI will take Sam to the hearing aid clinic on 12 January 2027.\nAlex"

# The same kinds as other hands write them.
OTHERS = {
    "safeguarding_letter cafcass as enquiries": """Cafcass
To the Family Court sitting at Westford
Safeguarding enquiries: Winter and Field
This letter tells the court what we learned from our safeguarding checks before the first hearing.
""",
    "safeguarding_letter cafcass_cymru as a report": """Cafcass Cymru
Safeguarding Enquiries Report
To: The Family Court at Swansea
Police checks and local authority checks were completed. First hearing: 18 January 2027
""",
    "safeguarding_letter cafcass by its schedule": """cafcass
Schedule 2 letter
Case No. WF26P00321
We carried out safeguarding checks. Local authority checks: closed in 2021.
""",
    "section_7 cafcass_cymru as a welfare report": """Cafcass Cymru
Welfare Report
Family Court Social Worker: B. Rees
Wishes and feelings of the children
""",
    "notice_of_hearing court in brackets": """Family Court at Westford
Case No: WF26P00111
Notice of Hearing (First Hearing Dispute Resolution Appointment)
The hearing of the application will take place on 12 January 2027
""",
    "assessment council of family help": """Westford County Council
Children's Services
Family Help Assessment
Analysis: what is going well, what we are worried about
""",
    "assessment council in short": """London Borough of Easthaven
C&F Assessment (Section 17)
Social worker: D. Hughes
""",
    "child_protection_conference council in Wales": """Cyngor Sir Gwynedd
Gwasanaethau Plant
Child Protection Register: Review Conference Minutes
Category of registration: neglect
""",
    "benefit_letter unknown on two lines": """Universal Credit
Payment statement
Your assessment period: 5 October 2026 to 4 November 2026
Standard allowance 400.14
""",
    "bank_statement unknown that pays a council": """Your account
Sort Code 00 00 00  Account No 00000000
Date   Type   Paid out   Paid in   Balance
BALANCE BROUGHT FORWARD   120.00
Direct Debit NORTHTOWN CITY COUNCIL 141.00
""",
}

# Who writes about such papers, and does not write them.
ABOUT_PAPERS = {
    "a solicitor": """Smith & Co Solicitors
Our ref: AB/12
Safeguarding letter
We have it from Cafcass and enclose a copy. The first hearing is on 12 January 2027.
""",
    "a leaflet": """Northtown Helpline
Non-molestation order
You can ask the family court for one under the Family Law Act 1996. Breaking it is a criminal offence.
""",
    "a guide to a form": """HMCTS
How to fill in form C100
The applicant is the person who asks. The respondent is the other person. Child arrangements order
""",
    "another court": """In the County Court at Northtown
Notice of hearing
Parking Co Ltd v Alex Winter
The hearing will take place on 9 March 2027
""",
    "the other person": """From: Robin Field
Subject: non-molestation order
I got your non-molestation order. I must not do this? You say that it is a criminal offence
""",
    "the police": """Northtown Police
Child protection conference
We have told the council. Minutes will follow.
""",
    "an employer": """Bright Bakery Ltd
Offer of employment
Your gross pay will be 1,900 a month. National insurance and tax code are dealt with by payroll.
""",
    "an order for a report": """In the Family Court at Northtown
Case number NT26P00333
ORDER
1. Cafcass shall prepare a report under section 7 of the Children Act 1989 by 3 March 2027.
""",
    "a welcome": """Cafcass
Welcome
We will call you in the next weeks. After that we write a safeguarding letter to the court.
""",
    "council tax": """Northtown City Council
Council Tax Bill 2026/27
Account number 00012345
Amount due by direct debit: 1,204.00
""",
}
