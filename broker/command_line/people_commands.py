"""What the commands about people do: one verb of the service, its document for programs, and its words for people."""

from __future__ import annotations

from argparse import Namespace

from broker.command_line.answer import Answer
from broker.people.consent import SCOPES, Consent
from broker.people.person import Person
from broker.service import Broker


def people_list(broker: Broker, args: Namespace) -> Answer:
    """List persons."""
    found = broker.people(args.after, by=args.by)
    return Answer({"people": [p.to_json() for p in found]}, "\n".join(map(_line, found)) or "Nobody is known yet.")


def people_show(broker: Broker, args: Namespace) -> Answer:
    """Show a person."""
    person = broker.person(args.person, by=args.by)
    consent = broker.consent_of(args.person, by=args.by)
    return Answer(person.to_json() | {"consent": consent.to_json()}, f"{_line(person)}\n{_consented(consent)}")


def people_add(broker: Broker, args: Namespace) -> Answer:
    """Register a participant without an account."""
    person = broker.add_participant(
        args.dialogue, args.name, by=args.by, note=args.note, scopes=args.scopes, named=not args.unnamed
    )
    return Answer(person.to_json(), f"{_line(person)}\nTakes part in {person.bound_to}; say `--on-behalf {person.id}`.")


def people_roles(broker: Broker, args: Namespace) -> Answer:
    """Give and take roles."""
    person = broker.change_roles(args.person, args.give, args.take, by=args.by, key=args.key)
    return Answer(person.to_json(), _line(person))


def people_consent(broker: Broker, args: Namespace) -> Answer:
    """Say, or show, how far somebody's words may go."""
    if args.scopes is None:
        found = broker.own_consent(args.dialogue, by=args.by)
    else:
        found = broker.consent(
            args.scopes,
            by=args.by,
            dialogue=args.dialogue,
            named=not args.unnamed,
            on_behalf=args.on_behalf,
            note=args.note,
            key=args.key,
        )
    return Answer(found.to_json(), _consented(found))


def people_end_sessions(broker: Broker, args: Namespace) -> Answer:
    """End every session of a person."""
    person = broker.end_sessions(args.person, by=args.by)
    return Answer(person.to_json(), f"Every session of {person.id} is ended.")


def people_bootstrap(broker: Broker, args: Namespace) -> Answer:
    """Print the token of the first administrator, or use it."""
    if args.token:
        person = broker.become_admin(args.token, by=args.by)
        return Answer(person.to_json(), f"{person.name or person.id} is the first administrator. {_line(person)}")
    token = broker.bootstrap_token()
    words = f"{token}\nWhoever uses this token first is the administrator: broker people bootstrap TOKEN --by ID"
    return Answer({"token": token}, words)


def people_erase(broker: Broker, args: Namespace) -> Answer:
    """Erase a person."""
    done = broker.erase_person(args.person, by=args.by, because=args.because, backups=tuple(args.backup))
    return Answer(done.to_json(), done.words())


def invite(broker: Broker, args: Namespace) -> Answer:
    """Make an invitation."""
    made = broker.invite(args.dialogue, args.invited, by=args.by, days=args.days, uses=args.uses)
    words = f"{made.token}\nFor {made.invited}, until {made.until[:10]}; it is shown this once. Its id is {made.id}."
    return Answer(made.to_json(), words)


def invitations_list(broker: Broker, args: Namespace) -> Answer:
    """List the invitations to a dialogue."""
    found = broker.invitations(args.dialogue, by=args.by)
    words = "\n".join(
        f"{i.id}  until {i.until[:10]}  {i.uses_left} left  {'revoked' if i.revoked else 'open':8} {i.invited}"
        for i in found
    )
    return Answer({"invitations": [i.to_json() for i in found]}, words or "Nobody was invited.")


def invitations_accept(broker: Broker, args: Namespace) -> Answer:
    """Come by an invitation."""
    person = broker.accept_invitation(args.token, args.name)
    words = f"{_line(person)}\nYou take part in {person.bound_to}."
    back = f"\nTo come back: {person.way_back}" if person.way_back else ""
    return Answer(person.to_json(), words + back)


def invitations_revoke(broker: Broker, args: Namespace) -> Answer:
    """Take an invitation back."""
    revoked = broker.revoke_invitation(args.invitation, by=args.by)
    return Answer(revoked.to_json(), f"{revoked.id} opens nothing any more, nor do the links of those who came by it.")


def _line(person: Person) -> str:
    said = f"erased on {person.erased[:10]}" if person.erased else ", ".join(sorted(person.roles))
    return f"{person.id}  {person.name or '-'}  ({said})"


def _consented(consent: Consent) -> str:
    where = f"In {consent.dialogue}: " if consent.dialogue else ""
    reach = "; ".join(SCOPES[scope] for scope in consent.scopes) or "nobody else"
    named = "" if consent.named else " Outside the dialogue the name is left out."
    return f"{where}the words of {consent.person} may go to: {reach}.{named}"


#: Command → what it does.
COMMANDS = {
    "people list": people_list,
    "people show": people_show,
    "people add": people_add,
    "people roles": people_roles,
    "people consent": people_consent,
    "people end-sessions": people_end_sessions,
    "people erase": people_erase,
    "people bootstrap": people_bootstrap,
    "invite": invite,
    "invitations list": invitations_list,
    "invitations accept": invitations_accept,
    "invitations revoke": invitations_revoke,
}
