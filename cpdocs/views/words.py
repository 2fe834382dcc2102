"""The council's own words as every View holds them."""

from __future__ import annotations

from cpdocs.record.authority import Authority, Office
from cpdocs.views.shape import AuthorityWords, NamesWords, OfficesWords, OfficeWords, TextsWords


def authority_words(authority: Authority) -> AuthorityWords:
    """Leaf values of authority.yaml that may stand in a paper; staff and local numbers stay behind."""
    names, offices, texts = authority.names, authority.offices, authority.texts

    def filled(text: str) -> str:
        return text.replace("{chair}", names.chair)

    return AuthorityWords(
        name=authority.name,
        letterhead=authority.letterhead,
        marking=authority.marking,
        names=NamesWords(
            conference=names.conference,
            chair=names.chair,
            lead_professional=names.lead_professional,
            plan=names.plan,
            concern=names.concern,
            head_of_service=names.head_of_service,
            core_group=names.core_group,
            minutes=names.minutes,
        ),
        offices=OfficesWords(
            head_of_service=_office(offices.head_of_service),
            social_work=_office(offices.social_work),
            out_of_hours=_office(offices.out_of_hours),
            advocacy=_office(offices.advocacy),
            advocacy_for_children=_office(offices.advocacy_for_children or offices.advocacy),
            complaints=_office(offices.complaints),
            legal_advice=_office(offices.legal_advice) if offices.legal_advice else None,
            procedures=offices.procedures or "",
        ),
        texts=TextsWords(
            report_way=filled(texts.report_way),
            help_to_come=filled(texts.help_to_come),
            core_group_every=filled(texts.core_group_every),
        ),
        decided_by=filled(authority.rules.decided_by),
        appeal_reply_days=authority.rules.appeal_reply_days,
        reply_phone=authority.covering.reply_phone,
    )


def _office(office: Office) -> OfficeWords:
    post = office.post
    return OfficeWords(
        name=office.name,
        phone=office.phone,
        email=office.email or "",
        hours=office.hours or "",
        address=(*post.lines, post.postcode) if post else (),
    )
