"""What the people of the demo story write and say. All of it is made up."""

import io
import math
import wave

# Piece of the plan → what somebody offered, and what the assessor found strong in it.
PIECES: dict[str, tuple[str, str]] = {
    "P1": (
        "For me peer support is sitting next to someone, not across a desk from them.\n\nHope is one value I picked. When a man in my old "
        "walking group said that nothing would change, nobody argued. Somebody said “come next week anyway”. Respect is the other: I ask "
        "before I make the tea my way.\n\nIf I were asked to check that somebody takes tablets, I would say that this is not my role, say "
        "why, and go with the person to talk to the nurse.",
        "Your walking group shows hope in seven words, and it stayed with me. You say no to the tablets kindly and leave the person with a way forward.",
    ),
    "P2": (
        "I opened the round by saying that anyone may pass, and I went first so that nobody had to. In the role-play I said what my role is "
        "and what I would have to pass on. I would keep the silence I left. I would change one thing: I gave advice near the end.",
        "You made your role clear in the first minute and left real silences. You heard yourself giving advice, which is how people learn to stop.",
    ),
    "P3": (
        "In the story of Amina, what matters to her is her allotment. She calls it “the noise”; the ward calls it something else, and I use "
        "her word. Money and the bus are in the way. We could go once together. I would tell her that she may have an advocate, and ask what "
        "she makes of how she was spoken to.",
        "You stay with Amina's own word and with the bus fare. The right to an advocate is named at the moment when she can use it.",
    ),
    "P4": (
        "I told of the day I could not open my post. I picked it because the person in the story hides letters. I left out why I was ill. I "
        "noticed that I wanted to be liked, so I stopped early.",
        "It was short, it had a purpose, and you gave the talk back. You know what you kept for yourself and why.",
    ),
    "P5": (
        "I would notice that he gives his guitar away. I would ask him: are you thinking of killing yourself? I would listen, tell him that I "
        "must bring in the duty worker now, and stay. My card has four names and the numbers are checked. Afterwards I would ring my supervisor.",
        "You ask the question in plain words, you say what you must do, and you stay. All numbers on the card work.",
    ),
    "P6": (
        "We wrote: “Dev came by bus. He said that the form frightened him. We read half of it. He wants to read the rest on Friday.” For the "
        "worry I would tell the safeguarding lead the same day, and tell Dev's sister so, as it is safe. I checked the trust's policy on records.",
        "Dev could read every line without surprise. You told the right person the same day and wrote what you saw apart from what you think.",
    ),
    "P7": (
        "My map has eleven places, from the law centre to the temple kitchen and the carers' evening at the library. I rang each. At the team "
        "meeting I said, with her leave: “She asks for the same worker twice in a row.”",
        "You rang all eleven. In the meeting we hear the person's words, not yours, and you had her leave.",
    ),
    "P8": (
        "I brought a hard phone call to supervision, took away one question, and tried it. I keep well by swimming and by leaving on time. We "
        "talked of the ending in week one and planned the last three meetings. I learned that I rush when I am afraid.",
        "You tried what you took from supervision and say what happened. The ending was there from the first week.",
    ),
}
NOT_YET_NOTE = "In the group you went round in order, so two people could not pass easily. Show one round in which people choose when to speak."
NOT_YET_REST = (
    "One thing would meet the rest: open or close one more round and leave it to people when to speak, or to pass. Five minutes are "
    "enough, spoken or written, and there is no hurry."
)
AGREED = "The decision follows from the piece, and the words to the trainee are kind and clear."


def recording() -> bytes:
    """Two quiet seconds of a tone, as a WAV file: a recording that plays."""
    rate = 8000
    wave_form = bytes(128 + round(20 * math.sin(2 * math.pi * 330 * place / rate)) for place in range(2 * rate))
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(wave_form)
    return kept.getvalue()
