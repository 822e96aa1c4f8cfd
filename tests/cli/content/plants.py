"""Faults to plant in the foundations, one by one: (file, what stands there, what is put there, the code, the words)."""

LONG_WORDS = "Organisational responsibilities necessitate considerable communication. " * 12
PAGE = "01-starting-well/04-page-money-first.md"
MODULE = "01-starting-well/module.md"
QUIZ = "01-starting-well/quiz.md"
SCENARIO = "01-starting-well/scenario-the-tea-break.md"
PLAN = "01-starting-well/session-plan.md"
SOURCES = "01-starting-well/sources.md"
END = "\0end"  # put at the end of the file
GONE = "\0gone"  # the file is taken away
WAYS = "If a page is too much today, read its headings and come back, or ask your tutor to go through it with you."

PLANTS = [
    ("programme.md", "law_checked: 2026-11-29", "law_checked: 2025-11-02", "law-date-old", "more than a year ago"),
    (MODULE, "law_checked: 2026-11-29", "law_checked: 2025-11-29", "law-date-old", "more than a year ago"),
    (PAGE, "law_checked: 2026-11-29", "law_checked: 2026-12-01", "law-date-to-come", "still to come"),
    (PAGE, END, LONG_WORDS, "reading-age", "Shorten sentences"),
    (PAGE, END, "a b " * 18 + ".", "long-sentence", "A sentence here has 36 words."),
    (PAGE, END, "See [the charity](http://example.org).", "link-target", "http://example.org"),
    (PAGE, END, "See [the page](02-page-the-agreement.md).", "link-target", "02-page-the-agreement.md"),
    (PAGE, END, "Press [here](https://www.gov.uk).", "link-text", "A link is called “here”."),
    (PAGE, END, "# Big", "heading-rank", "Begin it with ##."),
    (PAGE, END, "TODO", "unfinished", "Finish it, or take it out."),
    (PAGE, END, "He is a service user.", "refused-word", "Say: person, or somebody who uses the service."),
    (MODULE, "Welcome.", "Welcome, sufferer.", "refused-word", "Say: somebody who lives with it."),
    ("programme.md", "(tel:", "(https://call/", "help-number", "Write it like [116 123](tel:116123)."),
    (MODULE, WAYS, "", "no-way-through", "Say what somebody can do instead"),
    (MODULE, "  - id: 1-4\n", "  - id: 1-5\n    text: Rest.\n    areas: [C1]\n  - id: 1-4\n", "outcome-untried", "1-5"),
    (SCENARIO, "", GONE, "few-scenarios", "The module has 2 scenarios."),
    (SCENARIO, "## Afterwards", "\0cut", "no-afterwards", "Add `## Afterwards`."),
    (QUIZ, "", GONE, "no-quiz", "Add quiz.md."),
    (QUIZ, "?\noutcome: 1-1", ".\noutcome: 1-1", "not-a-question", "End it with a question."),
    ("01-starting-well/reflection.md", "", GONE, "no-reflection", "Add reflection.md."),
    (PLAN, "", GONE, "no-session-plan", "Add session-plan.md."),
    (PLAN, "\n| ", "\n| at ", "session-untimed", "| 0:00 |"),
    (PLAN, "nline", "n the screen", "session-online", "“online”"),
    (PLAN, "four", "4", "session-of-four", "“four”"),
    (SCENARIO, "order: ", "order: 10 # ", "same-place", "Change one of them."),
    (PAGE, "title: ", "title: The people around you # ", "same-title", "Change one of them."),
    (
        QUIZ,
        END,
        "## Question: Who?\noutcome: 1-1\n- [x] a\n  : b c d\n- [ ] e\n  : f g h\n" * 2,
        "question-twice",
        "twice",
    ),
    (SCENARIO, "## Choice:", "\0cut one", "few-choices", "none of them silly"),
    (QUIZ, "## Question:", "\0cut one", "few-questions", "The quiz has 9 questions."),
    ("01-starting-well/easy-read.md", "", GONE, "no-easy-read", "Add easy-read.md."),
    ("01-starting-well/easy-read.md", END, LONG_WORDS, "reading-age", "above 9."),
    (SOURCES, "", GONE, "no-sources", "Add sources.md."),
    (PAGE, END, "The Care Act 2014 says so.", "law-without-source", "Add one with `pages: [money-first]`."),
    (SOURCES, "checked: 2026-11-29", "checked: 2025-11-29", "fact-date-old", "Look it up"),
    (SOURCES, "checked: 2026-11-29", "checked: 2026-12-01", "fact-date-to-come", "still to come"),
    (PAGE, "", GONE, "", ""),  # five pages, as good as six: nothing is found
    (PAGE, END, "“We had a service user,” she said. The word *sufferer* is an old one.", "", ""),  # quoted: nothing
    (PAGE, END, "word. " * 400, "words", "see whether more is earned"),
]

UNREAD = [  # what cannot even be read: the command ends with 2
    (QUIZ, "  : ", "", "This option has no feedback."),
    (PAGE, END, "![a cup](cup.png)", "Say in words what it shows."),
    (PAGE, END, "<b>now</b>", "There is HTML here."),
    (QUIZ, "outcome: 1-1", "outcome: 7-7", "which module.md does not have"),
    (MODULE, "opens_after: []", "opens_after: [nowhere]", "which is not a module before this one"),
    (PAGE, "law_checked: 2026-11-29\n", "", "`law_checked` is missing."),
    (SOURCES, "pages: [module]", "pages: [elsewhere]", "which is not a file of this module"),
]
