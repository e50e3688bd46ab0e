"""The people of a store: who signs in, who holds which role, how far their words may go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from broker.areas.kept import KeptPlaces
from broker.attachments import SealedFiles
from broker.drafts import DraftShelf
from broker.errors import NotAllowed
from broker.log import Entry
from broker.people import erasure
from broker.people.bootstrap import Bootstrap
from broker.people.consent import AT_JOINING, LONGEST_NOTE, Consent, must_be_scopes
from broker.people.erasure import Erased
from broker.people.identity import sign_in_kind
from broker.people.invitations import Invitation
from broker.people.keys import Keys
from broker.people.person import OFFLINE, PERSONA, Person, must_be_there
from broker.service.store import Store
from broker.wording import kept


class PeopleVerbs(Store):
    """Verbs of persons, their roles, invitations and consent."""

    def person(self, person_id: str, *, by: str = "") -> Person:
        """Return a person by id; the address only to themselves and to admins. Raises `UnknownPerson`."""
        self._may(by, "see person", person_id)
        return self._register.person(person_id)

    def people(self, after: str = "", most: int = 1000, *, by: str = "") -> tuple[Person, ...]:
        """Return the persons of the store by id, a page at a time."""
        self._may(by, "list people")
        return self._register.people(after, most)

    def sign_in(
        self,
        issuer: str,
        subject: str,
        *,
        name: str = "",
        email: str = "",
        email_verified: bool = False,
        issued: dt.datetime | None = None,
    ) -> Person:
        """Return who holds an account with an OpenID provider; at their first coming they are registered, as a user.

        The account (issuer and subject) is who they are: a changed name or address changes nothing, and an address
        that the provider has not verified is not kept.

        Parameters
        ----------
        issued : datetime, optional
            When the provider said who they are; left out, at this moment.

        Raises
        ------
        NotAllowed
            If their sessions were ended since.
        """
        self._may("", "sign in")
        if sign_in_kind() != "oidc":
            raise NotAllowed(
                "Somebody signed in with an account, but this broker knows people by their names, so the account "
                "would be a second person beside the name. Set BROKER_SIGN_IN to oidc to let people sign in.",
                code="sign-in-off",
            )
        person, is_new = self._register.sign_in(issuer, subject, name, email if email_verified else "")
        if issued is not None and person.is_ended(issued):
            raise NotAllowed(
                f"The sessions of {person.id} were ended after this browser signed in, so it is nobody's any more. "
                f"Sign in again.",
                code="session-ended",
            )
        if is_new:
            self._record_people([("PersonRegistered", {"person": person.id, "way": "account"})], person.actor)
        return person

    def is_signed_in(self, person_id: str, epoch: int) -> bool:
        """Say whether a session begun at this epoch of a person still stands: nobody ended it or erased them."""
        self._may("", "sign in")
        person = self._register.person(person_id)
        return not person.erased and person.epoch == epoch

    def end_sessions(self, person_id: str, *, by: str) -> Person:
        """End every session of a person, who has to sign in anew in each."""
        self._may(by, "end sessions", person_id)
        return self._register.end_sessions(person_id)

    def bootstrap_token(self) -> str:
        """Return the one token by which the first administrator is made; an older one that nobody used holds no more.

        Raises
        ------
        Conflict
            If there is an administrator: roles are given by them.
        """
        self._may("", "bootstrap")
        return self._bootstrap.token()

    def become_admin(self, token: str, *, by: str) -> Person:
        """Make whoever bears the bootstrap token the first administrator; it is used up.

        Raises
        ------
        NotAllowed
            If the token is another one, or was used.
        """
        actor = self._may(by, "become admin")
        person = self._bootstrap.use(token, actor.id)
        self._record_people([("RolesGiven", {"person": person.id, "roles": ["admin"]})], actor)
        return person

    def change_roles(
        self, person_id: str, give: Sequence[str] = (), take: Sequence[str] = (), *, by: str, key: str | None = None
    ) -> Person:
        """Give roles to a person and take others, from the next command on; the last administrator stays one."""
        actor = self._may(by, "give roles", person_id)
        request = {"verb": "roles", "person": person_id, "give": [*give], "take": [*take], "by": actor.id}
        if not self._log.carried_out(key, request):
            before = self._register.person(person_id).roles
            after = self._register.change_roles(person_id, give, take).roles
            said: list[Entry] = []
            if given := sorted(after - before):
                said.append(("RolesGiven", {"person": person_id, "roles": given}))
            if taken := sorted(before - after):
                said.append(("RolesTaken", {"person": person_id, "roles": taken}))
            self._record_people(said, actor, key, request)
        return self._register.person(person_id)

    def invite(self, dialogue_id: str, invited: str, *, by: str, days: int = 14, uses: int = 1) -> Invitation:
        """Make a link by which people without an account take part in a dialogue; its token is in this answer only.

        Parameters
        ----------
        invited : str
            For whom it is, for those who look after it: a name or a group.
        days, uses : int
            For how long it holds, and for how many people.
        """
        actor = self._may(by, "invite", dialogue_id)
        self._log.dialogue(dialogue_id)
        made = self._invitations.make(dialogue_id, kept(invited, "For whom it is"), days, uses, actor.id)
        said = {"invitation": made.id, "dialogue": dialogue_id, "until": made.until, "uses": uses}
        self._record_people([("InvitationMade", said)], actor)
        return made

    def invitations(self, dialogue_id: str, *, by: str) -> tuple[Invitation, ...]:
        """Return the invitations to a dialogue, without their tokens."""
        self._may(by, "invite", dialogue_id)
        return self._invitations.of(dialogue_id)

    def revoke_invitation(self, invitation_id: str, *, by: str) -> Invitation:
        """Take an invitation back: its link, and those of the people who came by it, open nothing any more."""
        actor = self._may(by, "invite", self._invitations.dialogue_of(invitation_id))
        revoked = self._invitations.revoke(invitation_id)
        said = {"invitation": revoked.id, "dialogue": revoked.dialogue}
        self._record_people([("InvitationRevoked", said)], actor)
        return revoked

    def accept_invitation(self, token: str, name: str = "") -> Person:
        """Return who comes by a link, bound to its dialogue; at first with a link of their own (`Person.way_back`).

        Raises
        ------
        NotAllowed
            If the link was never made, was revoked, has ended, or was used by as many as it was for.
        """
        self._may("", "accept invitation")
        person, invitation, is_new = self._invitations.accept(token, name)
        if is_new:
            said = {"invitation": invitation.id, "dialogue": invitation.dialogue, "person": person.id}
            self._record_people([("InvitationUsed", said)], person.actor)
        return person

    def add_participant(
        self, dialogue_id: str, name: str, *, by: str, note: str, scopes: Sequence[str] = AT_JOINING, named: bool = True
    ) -> Person:
        """Register somebody without an account who takes part elsewhere: at a meeting, by telephone.

        Parameters
        ----------
        note : str
            How they consented, as whoever writes it claims.
        """
        actor = self._may(by, "add participant", dialogue_id)
        self._log.dialogue(dialogue_id)
        note = kept(note, "How they consented")
        allowed = must_be_scopes(scopes)
        person = self._register.add_bound(name, dialogue_id, issuer=OFFLINE)
        given = {"person": person.id, "dialogue": dialogue_id, "scopes": [*allowed], "named": named, "note": note}
        self._record_people(
            [("PersonRegistered", {"person": person.id, "way": OFFLINE}), ("ConsentGiven", given)], actor
        )
        return person

    def consent(
        self,
        scopes: Sequence[str],
        *,
        by: str,
        dialogue: str = "",
        named: bool = True,
        on_behalf: str = "",
        note: str = "",
        key: str | None = None,
    ) -> Consent:
        """Say how far one's words may go, from now on: to these audiences and no others.

        Parameters
        ----------
        scopes : sequence of str
            Of `broker.people.consent.SCOPES`; none of them withdraws everything.
        dialogue : str
            The one that it is about; every dialogue by default.
        named : bool
            Whether one's name goes with the words, where these leave the dialogue.
        on_behalf, note : str
            Id of a participant without an account, and how they said it.

        Raises
        ------
        NotAllowed
            If it is said for somebody who can say it themselves.
        """
        person = on_behalf or self._may(by, "read own consent").id
        actor = self._may(by, "give consent", person)
        allowed = must_be_scopes(scopes)
        note = kept(note, "How they consented", required=bool(on_behalf) and on_behalf != actor.id)[:LONGEST_NOTE]
        if on_behalf and on_behalf != actor.id:
            self._must_speak_for(on_behalf)
        request = {"verb": "consent", "person": person, "dialogue": dialogue, "scopes": [*allowed], "named": named}
        request |= {"note": note, "by": actor.id}
        if not self._log.carried_out(key, request):
            before = self._consents().of(person, dialogue)
            said = {"person": person, "dialogue": dialogue, "named": named, **({"note": note} if note else {})}
            entries: list[Entry] = []
            if gone := [scope for scope in before.scopes if scope not in allowed]:
                entries.append(("ParticipantConsentWithdrawn", {**said, "scopes": gone}))
            if [*allowed] != [scope for scope in before.scopes if scope not in gone] or named != before.named:
                entries.append(("ConsentGiven", {**said, "scopes": [*allowed]}))
            self._record_people(entries, actor, key, request)
        return self._consents().of(person, dialogue)

    def consent_of(self, person_id: str, dialogue: str = "", *, by: str = "") -> Consent:
        """Return how far a person's words may go at this moment."""
        self._may(by, "see person", person_id)
        return self._consents().of(person_id, dialogue)

    def own_consent(self, dialogue: str = "", *, by: str) -> Consent:
        """Return how far one's own words may go at this moment."""
        return self._consents().of(self._may(by, "read own consent").id, dialogue)

    def erase_person(self, person_id: str, *, by: str, because: str, backups: Sequence[Path] = ()) -> Erased:
        """Delete the key of a person, and all that is kept of them beside what it sealed; the proofs stay whole.

        An erasure that was interrupted is brought to its end by asking for it again.

        Parameters
        ----------
        backups : sequence of Path
            Backups of this store, in which the key is deleted too.

        Raises
        ------
        Conflict
            If the person is the only administrator.
        """
        actor = self._may(by, "erase person", person_id)
        because = kept(because, "The reason for the erasure")
        erasure.must_be_backups(backups)
        self._register.begin_erasure(person_id)
        if not any(event.data.get("person") == person_id for event in self._log.of_kinds(("PersonErased",))):
            self._record_people([("PersonErased", {"person": person_id, "because": because})], actor)
        return self._erased(person_id, backups)

    def _erased(self, person_id: str, backups: Sequence[Path] = ()) -> Erased:
        """Bring a begun erasure to its end: what names the person in the open goes first, and then the key."""
        from catalog.forgetting import forget_person, forget_uses

        person = self._register.person(person_id)
        versions = forget_person(self._engine, person.names, person_id)
        dialogues = erasure.dialogues_quoting(self._engine, person_id)
        products, gone = erasure.delete_deliveries(self.home, person_id, dialogues)
        forget_uses(self._engine, gone)
        places = KeptPlaces(self._engine, self._keys).forget_all(person_id)
        drafts = DraftShelf(self._engine, self._keys, self._clock).forget_person(person, person.issuer == PERSONA)
        SealedFiles(self.home, self._keys).forget(person_id)
        subjects = (person_id, *self._invitations.forget(person))
        for keys in (self._keys, *map(Keys.of_file, erasure.must_be_backups(backups))):
            for subject in subjects:
                keys.erase(subject)
        self._attention.forget_erased()
        self._readings.forget()
        for backup in backups:
            erasure.forget_in_backup(Path(backup), person_id, dialogues)
        files = erasure.delete_copies(self.home)
        self._register.empty(person_id)
        erasure.rewrite(self._engine)
        return Erased(person_id, tuple(products), places, drafts, versions, tuple(files), tuple(map(str, backups)))

    def _must_speak_for(self, person_id: str) -> None:
        person = self._register.person(person_id)
        must_be_there(person)
        if person.issuer != OFFLINE:
            raise NotAllowed(
                f"Consent was to be recorded for {person_id}, but this person can say it themselves, and nobody else's "
                f"word counts for theirs. Ask them to (`broker people consent`).",
                code="can-say-it-themselves",
            )

    @property
    def _bootstrap(self) -> Bootstrap:
        return Bootstrap(self._engine, self._register, self._clock)
