/**
 * Every reason for which the house says no, in plain words. `{name}` is replaced by `problem.values.name`.
 * One section a subject; codes are part of the API and are never renamed.
 */
const texts = {
  // input as such
  REQUIRED: { de: 'Diese Angabe fehlt.', en: 'This value is missing.' },
  EMPTY: { de: 'Bitte mindestens einen Wert angeben.', en: 'Give at least one value.' },
  TOO_LONG: { de: 'Höchstens {max} Zeichen.', en: 'At most {max} characters.' },
  TOO_MANY: { de: 'Höchstens {max} Einträge.', en: 'At most {max} entries.' },
  INVALID_CHARACTER: {
    de: 'Der Text enthält Zeichen, die nicht gespeichert werden können (NUL).',
    en: 'The text contains characters that cannot be stored (NUL).',
  },
  OUT_OF_RANGE: { de: 'Erlaubt sind Werte von {min} bis {max}.', en: 'Values from {min} to {max} are allowed.' },
  INVALID_FORMAT: { de: 'Das Format stimmt nicht; erwartet: {expected}.', en: 'Wrong format; expected: {expected}.' },
  DOES_NOT_FIT: {
    de: 'Dieser Wert hat nicht die Form, die hier erwartet wird, oder das Feld gibt es nicht.',
    en: 'This value does not have the form that is expected here, or there is no such field.',
  },
  UNKNOWN_CODE: { de: 'Unbekannter Schlüssel in „{vocabulary}“.', en: 'Unknown code in “{vocabulary}”.' },
  RETIRED_CODE: {
    de: 'Dieser Schlüssel in „{vocabulary}“ wird nicht mehr vergeben.',
    en: 'This code in “{vocabulary}” is retired.',
  },
  DUPLICATE_VALUE: { de: 'Dieser Wert steht zweimal da.', en: 'This value is given twice.' },
  UNKNOWN_DISTRICT: { de: 'Diesen Kreis gibt es nicht.', en: 'There is no such district.' },
  DATE_IN_FUTURE: { de: 'Das Datum liegt in der Zukunft.', en: 'The date is in the future.' },
  DATE_TOO_EARLY: { de: 'Das Datum liegt vor {min}.', en: 'The date is before {min}.' },
  DATE_TOO_LATE: { de: 'Das Datum liegt nach {max}.', en: 'The date is after {max}.' },
  LATEST_BEFORE_EARLIEST: {
    de: 'Das späteste Datum liegt vor dem frühesten.',
    en: 'The latest date is before the earliest.',
  },

  // statistics
  UNKNOWN_ATOM: { de: 'Diese Zelle steht nicht unter „atoms“.', en: 'This cell is not among “atoms”.' },
  UNKNOWN_DIMENSION: {
    de: 'Diesen Wert kennt das Programm der Tabellen hier nicht.',
    en: 'The programme of tables does not know this value here.',
  },
  VALUE_OR_BOUNDS: {
    de: 'Entweder „value“ oder „min“ und „max“ angeben.',
    en: 'Give either “value” or “min” and “max”.',
  },
  CONTRADICTION: {
    de: 'Keine ganzzahlige Tabelle passt zu allen veröffentlichten Werten.',
    en: 'No table of whole numbers fits all published values.',
  },
  UNDECIDED: {
    de: 'Zu groß oder zu verflochten: Es ließ sich nicht beweisen, welche Werte möglich sind.',
    en: 'Too large or too entangled: it could not be proven which values are possible.',
  },
  STATISTICS_TOO_EARLY: {
    de: 'Ein Quartal wird frühestens 14 Tage nach seinem Ende veröffentlicht: ab {from}.',
    en: 'A quarter is released from 14 days after its end: from {from} on.',
  },
  STATISTICS_PUBLISHED_ONCE: {
    de: 'Dieses Quartal ist schon veröffentlicht. Was sich später ändert, zählt in einer späteren Veröffentlichung.',
    en: 'This quarter is published already. What changes later is counted in a later release.',
  },
  STATISTICS_OPEN: {
    de: 'Die Veröffentlichung {id} ist noch in Arbeit oder wartet auf Freigabe. Bitte erst freigeben oder abbrechen.',
    en: 'The release {id} is being prepared or waits for approval. Approve or cancel it first.',
  },
  STATISTICS_LATER_EXISTS: {
    de: 'Ein späteres Quartal ({id}) ist schon veröffentlicht.',
    en: 'A later quarter ({id}) is published already.',
  },
  STATISTICS_NOT_OPEN: {
    de: 'Abbrechen lässt sich nur, was noch nicht veröffentlicht ist.',
    en: 'Only what is not published yet can be cancelled.',
  },
  STATISTICS_NOT_READY: {
    de: 'Freigeben lässt sich nur eine Veröffentlichung, die fertig vorbereitet ist.',
    en: 'Only a release that is fully prepared can be approved.',
  },
  STATISTICS_SAME_PERSON: {
    de: 'Freigeben muss eine andere Person als die, die vorbereitet hat.',
    en: 'Somebody else than who prepared it has to approve it.',
  },
  STATISTICS_CHANGED: {
    de: 'Die Zahlen sind nicht mehr die, die Sie angesehen haben. Bitte noch einmal ansehen.',
    en: 'The numbers are no longer those that you looked at. Please look at them again.',
  },
  STATISTICS_NOT_PUBLISHED: {
    de: 'Zurückziehen lässt sich nur, was veröffentlicht ist.',
    en: 'Only what is published can be withdrawn.',
  },
  STATISTICS_NO_RELEASE: {
    de: 'Für dieses Quartal ist nichts veröffentlicht.',
    en: 'Nothing is published for this quarter.',
  },
  STATISTICS_WITHDRAWN: {
    de: 'Diese Veröffentlichung wurde zurückgezogen; der Grund steht in der Liste der Veröffentlichungen.',
    en: 'This release was withdrawn; the list of releases says why.',
  },
  STATISTICS_PERIOD: {
    de: 'Diese Tabelle gibt es in dieser Veröffentlichung nur für: {periods}.',
    en: 'In this release this table is there only for: {periods}.',
  },
  STATISTICS_OVERLAPPING: {
    de: 'Ein Fall kann zu mehreren dieser Kategorien gehören: Sie lassen sich nicht zusammenzählen. Bitte eine wählen oder als Zeilen oder Spalten zeigen.',
    en: 'A case can belong to several of these categories: they cannot be added up. Choose one, or show them as rows or columns.',
  },
  STATISTICS_KEYS: {
    de: 'Die Schlüssel der Statistik sind hier nicht lesbar: Das Rechenzentrum muss helfen (docs/operations.md).',
    en: 'The keys of the statistics cannot be read here: whoever runs the house has to help (docs/operations.md).',
  },

  // people and sign-in
  PASSWORD_LENGTH: { de: 'Das Passwort braucht 8 bis 128 Zeichen.', en: 'The password needs 8 to 128 characters.' },
  SIGN_IN_FAILED: {
    de: 'E-Mail-Adresse oder Passwort stimmen nicht.',
    en: 'The e-mail address or the password is wrong.',
  },
  FACTOR_FAILED: {
    de: 'Dieser Code oder Passkey stimmt nicht oder wurde schon benutzt.',
    en: 'This code or passkey is wrong or was used already.',
  },
  KEY_GONE: {
    de: 'Das lässt sich nicht mehr öffnen: der Schlüssel dazu ist nicht mehr da. Bitte den Betrieb benachrichtigen und diese Kennung nennen: {reference}.',
    en: 'This cannot be opened any more: its key is gone. Tell whoever runs the house, and name this reference: {reference}.',
  },
  FACTOR_UNREADABLE: {
    de: 'Diese Authenticator-App kann nicht mehr geprüft werden: was das Haus dafür aufbewahrt, lässt sich nicht öffnen. Bitte einen Passkey oder Wiederherstellungscode benutzen oder die Verwaltung um ein Zurücksetzen bitten.',
    en: 'This authenticator app cannot be checked any more: what the house keeps for it cannot be opened. Use a passkey or a recovery code, or ask an administrator for a reset.',
  },
  TRY_LATER: {
    de: 'Zu viele falsche Codes. Bitte in {seconds} Sekunden noch einmal versuchen oder einen Passkey oder Wiederherstellungscode benutzen.',
    en: 'Too many wrong codes. Try again in {seconds} seconds, or use a passkey or a recovery code.',
  },
  SIGN_IN_AGAIN: {
    de: 'Die Anmeldung hat zu lange gedauert oder wurde zu oft versucht. Bitte von vorn beginnen.',
    en: 'The sign-in took too long or was tried too often. Start again.',
  },
  LAST_FACTOR: {
    de: 'Das ist der einzige zweite Faktor. Bitte zuerst einen anderen einrichten.',
    en: 'This is the only second factor. Set up another one first.',
  },
  PASSKEY_KNOWN: {
    de: 'Dieser Passkey gehört schon zu einem Zugang.',
    en: 'This passkey belongs to an account already.',
  },
  PROOF_FAILED: {
    de: 'Das stimmt nicht. Nach fünf Fehlversuchen hintereinander endet die Sitzung.',
    en: 'That is not right. After five failed attempts in a row the session ends.',
  },
  TOO_MANY_ATTEMPTS: {
    de: 'Zu viele Versuche. Bitte in {seconds} Sekunden noch einmal.',
    en: 'Too many attempts. Try again in {seconds} seconds.',
  },
  PASSWORD_COMMON: {
    de: 'Dieses Passwort steht auf der Liste der häufigsten und wird als erstes geraten. Bitte ein anderes wählen.',
    en: 'This password is on the list of the most common ones and is guessed first. Choose another.',
  },
  PASSWORD_NAMES_YOU: {
    de: 'Das Passwort enthält die eigene E-Mail-Adresse. Bitte ein anderes wählen.',
    en: 'The password contains your own e-mail address. Choose another.',
  },
  CARRIER_SIGN_IN_DEMANDED: {
    de: 'Ihr Träger verlangt die Anmeldung mit seinem Konto. Die Adresse dafür gibt die Verwaltung des Trägers.',
    en: 'Your carrier wants you to sign in with its own account. Its administrators give you the address.',
  },
  SIGN_IN_OF_CARRIER: {
    de: 'Die Anmeldung über ein eigenes Verzeichnis richtet die Verwaltung des Trägers ein, nicht die einer Stelle.',
    en: 'Signing in through an own directory is set up by the administrators of the carrier, not of one of its services.',
  },
  ISSUER_UNREACHABLE: {
    de: 'Der Anmeldedienst des Trägers antwortet unter dieser Adresse nicht so, wie OpenID Connect es verlangt, oder die Adresse liegt in einem Netz, das hier nicht erlaubt ist.',
    en: 'The carrier’s sign-in service does not answer at this address as OpenID Connect asks, or the address lies in a network that is not allowed here.',
  },
  ISSUER_UNFIT: {
    de: 'Dieser Anmeldedienst bietet nicht alles, was gebraucht wird: Adressen für Anmeldung, Token und Schlüssel.',
    en: 'This sign-in service does not offer all that is needed: addresses for authorization, tokens and keys.',
  },
  EMERGENCY_ADMINISTRATOR: {
    de: 'Hier muss eine aktive Person mit der Rolle ADMINISTRATOR in dieser Organisation stehen: Ihr Passwort gilt weiter, falls das Verzeichnis ausfällt.',
    en: 'Name an active person with the role ADMINISTRATOR in this organisation: their password keeps working should the directory fail.',
  },
  IS_EMERGENCY_ADMINISTRATOR: {
    de: 'Diese Person kommt als einzige ohne das Verzeichnis des Trägers hinein. Bitte zuerst eine andere dafür benennen.',
    en: 'This is the one person who can sign in without the carrier’s directory. Name another one first.',
  },
  PEOPLE_NOT_LINKED: {
    de: '{count} Personen haben ihren Zugang noch nicht verbunden und kämen nicht mehr hinein.',
    en: '{count} people have not linked their account yet and could not sign in any more.',
  },
  SIGN_IN_DEMANDED: {
    de: 'Die Anmeldung über das Verzeichnis ist vorgeschrieben. Bitte zuerst die Pflicht aufheben (demanded).',
    en: 'Signing in through the directory is demanded. Lift that first (demanded).',
  },
  SCOPE_UNKNOWN: {
    de: 'Diese Berechtigung gibt es nicht; möglich: {allowed}.',
    en: 'There is no such scope; possible: {allowed}.',
  },
  SCOPE_NOT_YOURS: {
    de: 'Ihre Rolle schließt nichts von dieser Berechtigung ein.',
    en: 'Your role includes nothing of this scope.',
  },
  TOO_MANY_TOKENS: {
    de: 'Höchstens {max} Schlüssel auf einmal. Bitte zuerst einen beenden, der nicht mehr gebraucht wird.',
    en: 'At most {max} tokens at a time. First end one that is not needed any more.',
  },
  ROLE_NOT_HERE: {
    de: 'Diese Rolle gibt es in dieser Art von Organisation nicht.',
    en: 'This role does not exist in this kind of organisation.',
  },
  ROLE_NOT_YOURS_TO_GIVE: {
    de: 'Wer Fälle liest, lädt die Organisation selbst ein: Die Plattform lädt nur ihre Verwaltung ein.',
    en: 'Whoever reads cases is invited by the organisation itself: the platform invites only those who manage it.',
  },
  LINK_USED: {
    de: 'Dieser Link ist schon benutzt, zurückgezogen oder abgelaufen. Bitte um eine neue Einladung.',
    en: 'This link was used, withdrawn or has expired. Please ask for a new invitation.',
  },
  EMAIL_TAKEN: {
    de: 'Zu dieser E-Mail-Adresse gibt es schon einen Zugang.',
    en: 'There already is an account for this e-mail address.',
  },
  NOT_YOURSELF: { de: 'Das kann nur eine andere Person tun.', en: 'Only another person can do this.' },
  PERSON_STILL_ACTIVE: {
    de: 'Dieser Zugang ist noch offen. Bitte erst stilllegen.',
    en: 'This account is still open. Deactivate it first.',
  },
  PERSON_FORGOTTEN: {
    de: 'Wer das war, ist gelöscht. Der Zugang bleibt geschlossen.',
    en: 'Who this was is erased. The account stays closed.',
  },
  FORGET_TOO_EARLY: {
    de: 'Name und Adresse werden noch gebraucht; löschen geht ab {from}.',
    en: 'Name and address are still needed; they can be erased from {from} on.',
  },
  ALREADY_INACTIVE: { de: 'Dieser Zugang ist schon stillgelegt.', en: 'This account is already deactivated.' },
  SHORT_NAME_FORMAT: {
    de: 'Das Kürzel besteht aus 2 bis 8 Großbuchstaben oder Ziffern.',
    en: 'The short name has 2 to 8 capital letters or digits.',
  },
  ORGANISATION_KIND_NOT_HERE: {
    de: 'Diese Art von Organisation kann hier nicht angelegt werden.',
    en: 'This kind of organisation cannot be created here.',
  },
  ACTIVITY_REMOVED: {
    de: 'Diese Aktivität wurde entfernt. Sie lässt sich wiederherstellen.',
    en: 'This activity was removed. It can be restored.',
  },
  NO_SUCH_HINT: {
    de: 'Zu dieser Art von Stelle in diesem Kreis gibt es keinen Hinweis (mehr).',
    en: 'There is no hint (any more) for this kind of respondent in this district.',
  },
  VERSION_CONFLICT: {
    de: 'Inzwischen hat jemand anderes gespeichert. Bitte die Änderungen ansehen und noch einmal speichern.',
    en: 'Somebody else has saved in the meantime. Look at the changes and save again.',
  },
  IDEMPOTENCY_KEY_FORMAT: {
    de: 'Idempotency-Key muss eine UUID sein, die der Client für diese eine Handlung erzeugt hat.',
    en: 'Idempotency-Key must be a UUID that the client made for this one deed.',
  },
  IDEMPOTENCY_KEY_FOR_ONE: {
    de: 'Mit einem Idempotency-Key darf eine Anfrage nur eine Handlung enthalten. Diese zweite wurde nicht ausgeführt.',
    en: 'With an Idempotency-Key a request may hold one mutation only. This second one was not done.',
  },
  IDEMPOTENCY_KEY_USED: {
    de: 'Mit diesem Idempotency-Key ist schon eine andere Anfrage ausgeführt worden. Für eine neue Handlung bitte einen neuen verwenden.',
    en: 'Another request was done with this Idempotency-Key. Use a new one for a new deed.',
  },
  ID_TAKEN: {
    de: 'Unter dieser Id steht schon ein Fall mit anderem Inhalt. Nichts wurde geschrieben.',
    en: 'There is a case with other contents under this id. Nothing was written.',
  },
  // reference data that an administrator edits; routing
  UNKNOWN_FIELD: {
    de: 'Dieses Feld gibt es nicht; erlaubt: {allowed}.',
    en: 'There is no such field; allowed: {allowed}.',
  },
  UNKNOWN_REGION: { de: 'Diese Region gibt es nicht.', en: 'There is no such region.' },
  ROUTING_ONE_TARGET: {
    de: 'Eine Regel schlägt entweder eine Stelle oder eine Art von Stellen vor.',
    en: 'A rule suggests either one office or one kind of office.',
  },
  ROUTING_UNKNOWN_OFFICE: {
    de: 'Diese Stelle steht nicht im Verzeichnis.',
    en: 'This office is not in the directory.',
  },
  ROUTING_PLACEHOLDER: {
    de: 'Erlaubt ist nur der Platzhalter für das Fristende, und nur mit der Bedingung deadlineWithinDays.',
    en: 'Only the placeholder for the end of the deadline is allowed, and only with the condition deadlineWithinDays.',
  },
  ROUTING_VALIDITY_REVERSED: {
    de: 'Das Ende der Gültigkeit liegt vor ihrem Beginn.',
    en: 'The end of validity is before its beginning.',
  },
  RULES_SYNTAX: {
    de: 'Zeile {line} ist kein gültiges YAML oder JSON.',
    en: 'Line {line} is not valid YAML or JSON.',
  },
  RULE_VERSION_NOT_RAISED: {
    de: 'Diese Regel hat sich geändert und braucht eine höhere Versionsnummer: Begründungen nennen die Regel mit ihrer Version.',
    en: 'This rule has changed and needs a higher version: reasons name a rule with its version.',
  },
  UNKNOWN_VOCABULARY: {
    de: 'Dieses Vokabular gibt es nicht; möglich: {allowed}.',
    en: 'There is no such vocabulary; possible: {allowed}.',
  },

  // the directory of offices
  OFFICE_KEY_FORMAT: {
    de: 'Der Schlüssel besteht aus Kleinbuchstaben, Ziffern und Bindestrichen und beginnt mit einem Buchstaben.',
    en: 'The key has small letters, digits and hyphens and begins with a letter.',
  },
  OFFICE_KEY_TAKEN: {
    de: 'Eine Stelle mit diesem Schlüssel steht schon im Verzeichnis.',
    en: 'An office with this key is in the directory already.',
  },
  NOT_AN_OFFICE: {
    de: 'Diese Organisation ist keine Fachstelle oder nicht mehr aktiv.',
    en: 'This organisation is not an office, or no longer active.',
  },
  NOT_A_CARRIER: {
    de: 'Diese Organisation ist kein Träger.',
    en: 'This organisation is not a carrier.',
  },
  OFFICE_CONNECTED_ALREADY: {
    de: 'Diese Organisation ist schon mit einer anderen Stelle des Verzeichnisses verbunden.',
    en: 'This organisation is connected to another office of the directory already.',
  },

  // release from confidentiality
  RELEASE_MISSING: {
    de: 'Für diese Weitervermittlung fehlt die Schweigepflichtentbindung.',
    en: 'This referral needs a release from confidentiality.',
  },
  RELEASE_NOT_YET_VALID: {
    de: 'Die Schweigepflichtentbindung gilt erst ab {from}.',
    en: 'The release from confidentiality is valid from {from} only.',
  },
  RELEASE_EXPIRED: {
    de: 'Die Schweigepflichtentbindung galt nur bis {until}.',
    en: 'The release from confidentiality was valid until {until} only.',
  },
  RELEASE_WITHDRAWN: {
    de: 'Die Schweigepflichtentbindung wurde widerrufen.',
    en: 'The release from confidentiality was withdrawn.',
  },
  RELEASE_OTHER_OFFICE: {
    de: 'Die Schweigepflichtentbindung nennt eine andere Stelle.',
    en: 'The release from confidentiality names another office.',
  },
  RELEASE_GROUP_NOT_COVERED: {
    de: 'Die Schweigepflichtentbindung umfasst die Feldgruppe {group} nicht.',
    en: 'The release from confidentiality does not cover the field group {group}.',
  },
  RELEASE_GROUPS_INSUFFICIENT: {
    de: 'Für diese Art der Weitervermittlung muss eine dieser Feldgruppen dabei sein: {groups}.',
    en: 'This kind of referral needs one of these field groups: {groups}.',
  },
  RELEASE_ENDS_BEFORE_START: {
    de: 'Das Ende der Gültigkeit liegt vor dem Tag der Entbindung.',
    en: 'The release ends before the day on which it was given.',
  },
  RELEASE_TOO_LONG: {
    de: 'Eine Schweigepflichtentbindung gilt höchstens zwölf Monate, hier bis {max}.',
    en: 'A release from confidentiality is valid for twelve months at most, here until {max}.',
  },
  RELEASE_ORAL_REASON_MISSING: {
    de: 'Bitte angeben, warum die Entbindung mündlich erteilt wurde.',
    en: 'Say why the release was given orally.',
  },
  RELEASE_DOCUMENT_MISSING: {
    de: 'Bitte angeben, wo die unterschriebene Entbindung liegt.',
    en: 'Say where the signed release is kept.',
  },
  RELEASE_GUARDIAN_MISSING: {
    de: 'Bei Minderjährigen bitte angeben, welche sorgeberechtigte Person zugestimmt hat.',
    en: 'For a minor, name the guardian who agreed.',
  },
  QUESTION_NAMES_PERSON: {
    de: 'Eine anonyme Fachanfrage darf keine Person aus dem Fall nennen.',
    en: 'An anonymous enquiry must not name a person of the case.',
  },

  // the case itself
  SUB_AREA_ELSEWHERE: {
    de: 'Dieser Unterbereich gehört zu einem anderen Lebensbereich.',
    en: 'This sub-area belongs to another area of life.',
  },
  AREA_REPEATED: {
    de: 'Das ist schon der Haupt-Lebensbereich.',
    en: 'This is the main area of life already.',
  },
  BEFORE_INCIDENT: {
    de: 'Das Datum liegt vor dem Vorfall (frühestens {min}).',
    en: 'The date is before the incident ({min} at the earliest).',
  },
  PERSON_REASON_MISSING: {
    de: 'Der Name einer Person wird nur mit einem Grund erfasst; bitte den Grund angeben.',
    en: "A person's name is recorded only with a reason; give the reason.",
  },
  CASE_OPEN: { de: 'Der Fall ist schon offen.', en: 'The case is open already.' },
  ASSIGNEE_NOT_HERE: {
    de: 'Diese Person bearbeitet in diesem Dienst keine Fälle.',
    en: 'This person does not work on cases in this service.',
  },
  REASSIGN_OWN_ONLY: {
    de: 'Fälle anderer gibt nur die Leitung weiter.',
    en: "Only a supervisor hands on other people's cases.",
  },

  // work on a case: notes, measures, reviews, the list
  CASE_CLOSED: {
    de: 'Der Fall ist abgeschlossen. Zum Weiterarbeiten bitte wieder öffnen.',
    en: 'The case is closed. Reopen it to go on working.',
  },
  REVIEW_REQUESTED_ALREADY: {
    de: 'Um die Prüfung der Kodierung ist schon gebeten.',
    en: 'A review of the coding has been requested already.',
  },
  REVIEW_QUERY_OPEN: {
    de: 'Zur Kodierung gibt es eine Rückfrage; bitte zuerst antworten.',
    en: 'There is a query about the coding; answer it first.',
  },
  REVIEW_NO_QUERY: {
    de: 'Zur Kodierung gibt es keine offene Rückfrage.',
    en: 'There is no open query about the coding.',
  },
  REVIEW_APPROVED_ALREADY: {
    de: 'Die Kodierung ist schon bestätigt.',
    en: 'The coding has been approved already.',
  },
  INVALID_CURSOR: {
    de: 'Diese Stelle gehört nicht zu dieser Liste und Sortierung. Bitte von vorn beginnen.',
    en: 'This place does not belong to this list and order. Start from the beginning.',
  },

  // referral
  ALREADY_SENT: { de: 'Diese Weitervermittlung ist schon abgeschickt.', en: 'This referral has been sent already.' },
  OFFICE_TAKES_NO_PART: {
    de: 'Diese Stelle nimmt hier keine Fälle an; möglich ist ein Verweis.',
    en: 'This office takes no cases here; signposting is possible.',
  },
  REFERRAL_CARRIES_NO_GROUPS: {
    de: 'Ein Verweis und eine anonyme Fachanfrage geben keine Feldgruppen weiter.',
    en: 'Signposting and an anonymous enquiry carry no field groups.',
  },
  REFERRAL_NOT_SENT: { de: 'Diese Weitervermittlung ist noch ein Entwurf.', en: 'This referral is still a draft.' },
  REFERRAL_WITHDRAWN: {
    de: 'Diese Weitervermittlung wurde zurückgezogen.',
    en: 'This referral has been withdrawn.',
  },
  REFERRAL_CLOSED: {
    de: 'Diese Weitervermittlung ist abgeschlossen.',
    en: 'This referral is closed.',
  },
  REFERRAL_ACCEPTED_ALREADY: {
    de: 'Diese Weitervermittlung wurde schon angenommen.',
    en: 'This referral has been accepted already.',
  },
  REFERRAL_WRONG_STATE: {
    de: 'Das geht im jetzigen Stand der Weitervermittlung ({state}) nicht.',
    en: 'This is not possible in the present state of the referral ({state}).',
  },
  REFERRAL_WRONG_PARTY: {
    de: 'Das kann nur die andere Seite tun.',
    en: 'Only the other side can do this.',
  },
  WITHDRAW_RELEASE_INSTEAD: {
    de: 'Nach der Annahme endet der Zugang der Stelle, indem die Schweigepflichtentbindung widerrufen wird.',
    en: 'After acceptance, withdraw the release from confidentiality to end the access of the office.',
  },
  NO_RELEASE_TO_WITHDRAW: {
    de: 'Diese Art der Weitervermittlung hat keine Schweigepflichtentbindung.',
    en: 'This kind of referral has no release from confidentiality.',
  },
  ANSWER_BY_NOT_PASSED: {
    de: 'Die Stelle hat noch Zeit zu antworten, bis {until}.',
    en: 'The office still has time to answer, until {until}.',
  },

  OFFICE_UNKNOWN: {
    de: 'Diese Stelle gibt es im Verzeichnis nicht.',
    en: 'There is no such office in the directory.',
  },
  RELEASE_NOT_OF_CASE: {
    de: 'Zu diesem Fall gibt es diese Schweigepflichtentbindung nicht.',
    en: 'This case has no such release from confidentiality.',
  },
  RELEASE_NOT_NEEDED: {
    de: 'Ein Verweis und eine anonyme Fachanfrage brauchen keine Schweigepflichtentbindung.',
    en: 'Signposting and an anonymous enquiry need no release from confidentiality.',
  },
  QUESTION_ONLY_IN_ENQUIRY: {
    de: 'Eine Frage gehört nur zu einer anonymen Fachanfrage.',
    en: 'Only an anonymous enquiry carries a question.',
  },
  ANSWER_NAMES_PERSON: {
    de: 'Vor der Annahme darf eine Antwort keine Person aus dem Fall nennen.',
    en: 'Before acceptance an answer must not name a person of the case.',
  },
  WITHDRAWN_BEFORE_GIVEN: {
    de: 'Die Schweigepflichtentbindung wurde erst am {givenOn} erteilt.',
    en: 'The release from confidentiality was given on {givenOn} only.',
  },

  // the dossier
  DOSSIER_NOT_OF_THIS_KIND: {
    de: 'Zu einem Verweis und einer anonymen Fachanfrage gibt es kein Dossier.',
    en: 'Signposting and an anonymous enquiry have no dossier.',
  },
  DOSSIER_PENDING: {
    de: 'Das Dossier wird gerade erstellt. Bitte gleich noch einmal versuchen.',
    en: 'The dossier is being drawn up. Try again in a moment.',
  },
  DOSSIER_ERASED: {
    de: 'Der Fall wurde gelöscht; hier gibt es kein Dossier mehr.',
    en: 'The case was erased; there is no dossier here any more.',
  },
  DOSSIER_FAILED: {
    de: 'Das Dossier konnte nicht erstellt werden. Die Beratungsstelle kann es neu anfordern.',
    en: 'The dossier could not be drawn up. The sending service can request it again.',
  },

  // data protection: settings, retention, disposal
  SETTINGS_OF_CARRIER: {
    de: 'Diese Einstellungen trifft der Träger für alle seine Dienste.',
    en: 'The carrier decides these settings for all its services.',
  },
  RETENTION_UNREACHABLE: {
    de: 'Diese Regel greift nie: Eine Regel davor gilt schon für alle Fälle.',
    en: 'This rule never applies: one before it takes every case already.',
  },
  REVIEW_NOT_AHEAD: {
    de: 'Der Tag der Wiedervorlage muss in der Zukunft liegen.',
    en: 'The day of review must lie ahead.',
  },
  REVIEW_TOO_FAR: {
    de: 'Die Wiedervorlage liegt höchstens zwei Jahre voraus, hier am {max}.',
    en: 'The day of review is two years ahead at most, here {max}.',
  },
  HOLD_LIFTED: { de: 'Diese Sperre ist schon aufgehoben.', en: 'This hold has been lifted already.' },
  DISPOSAL_HELD: {
    de: 'Der Fall ist für die Löschung gesperrt; Wiedervorlage am {reviewOn}. Bitte zuerst die Sperre aufheben.',
    en: 'The case is held and must not be disposed of; to be reviewed on {reviewOn}. Lift the hold first.',
  },
  DISPOSAL_NOT_DUE: {
    de: 'Die Aufbewahrungsfrist läuft noch bis {endsOn}.',
    en: 'The case is to be kept until {endsOn}.',
  },
  DISPOSAL_OPEN_CASE: {
    de: 'Der Fall ist offen oder keine Regel gilt für ihn: Seine Aufbewahrungsfrist läuft nicht.',
    en: 'The case is open or no rule holds for it: its retention does not run.',
  },
  DISPOSAL_ALREADY: {
    de: 'Für diesen Fall ist die Löschung schon vorgeschlagen.',
    en: 'The disposal of this case has been proposed already.',
  },
  DISPOSAL_NOT_PROPOSED: {
    de: 'Dieser Vorschlag ist schon entschieden.',
    en: 'This proposal has been decided already.',
  },
  DISPOSAL_EXPIRED: {
    de: 'Dieser Vorschlag ist abgelaufen. Bitte neu vorschlagen.',
    en: 'This proposal has expired. Propose it anew.',
  },
  DISPOSAL_CASE_CHANGED: {
    de: 'Der Fall wurde seit dem Vorschlag geändert. Bitte ansehen und neu vorschlagen.',
    en: 'The case has changed since it was proposed. Look at it and propose it anew.',
  },
  CASE_DISPOSED: {
    de: 'Der Fall {number} wurde am {on} nach Ablauf der Aufbewahrung gelöscht (Regel {rule}).',
    en: 'The case {number} was disposed of on {on} after its retention was over (rule {rule}).',
  },
  CASE_ERASED: {
    de: 'Der Fall {number} wurde am {on} gelöscht.',
    en: 'The case {number} was erased on {on}.',
  },
  DISPOSAL_EXECUTED: {
    de: 'Der Fall ist schon gelöscht; das lässt sich nicht rückgängig machen.',
    en: 'The case has been disposed of already; that cannot be undone.',
  },
  DISPOSAL_WITHDRAWN: {
    de: 'Dieser Vorschlag ist schon zurückgenommen.',
    en: 'This proposal has been withdrawn already.',
  },

  // a client's request for access
  ACCESS_NOT_EXTENDABLE: {
    de: 'Diese Auskunft ist schon erteilt, zurückgezogen oder verlängert.',
    en: 'This request has been answered, withdrawn or extended already.',
  },
  ACCESS_TOO_LATE: {
    de: 'Verlängert werden kann nur im ersten Monat (Art. 12 Abs. 3 DSGVO).',
    en: 'It can be extended within the first month only (Art. 12 (3) GDPR).',
  },
  ACCESS_UNDECIDED: {
    de: 'Bitte entscheiden, ob diese Angaben mitgeteilt werden: {what}.',
    en: 'Decide whether this is told: {what}.',
  },
  ACCESS_NO_SUCH_ITEM: {
    de: 'Diesen Eintrag gibt es in dem Fall nicht.',
    en: 'There is no such entry in the case.',
  },
  ACCESS_OPEN_ALREADY: {
    de: 'Zu diesem Fall ist schon eine Auskunft offen.',
    en: 'There is an open request for this case already.',
  },
  ACCESS_OVER: {
    de: 'Dieser Antrag ist zurückgezogen oder sein Fall gelöscht.',
    en: 'This request was withdrawn, or its case erased.',
  },
  ACCESS_PENDING: {
    de: 'Die Auskunft wird gerade erstellt. Bitte gleich noch einmal versuchen.',
    en: 'The answer is being drawn up. Try again in a moment.',
  },
  ACCESS_GONE: {
    de: 'Die Auskunft wurde nach 30 Tagen gelöscht oder ist noch nicht erteilt. Sie kann neu erstellt werden.',
    en: 'The answer was deleted after 30 days, or has not been given yet. It can be drawn up anew.',
  },

  // anonymised case stories
  STORY_GUARDIAN_MISSING: {
    de: 'Bei Minderjährigen bitte angeben, welche sorgeberechtigte Person eingewilligt hat.',
    en: 'For a minor, name the guardian who consented.',
  },
  STORY_ORAL_REASON_MISSING: {
    de: 'Bitte angeben, warum die Einwilligung mündlich erteilt wurde.',
    en: 'Say why the consent was given orally.',
  },
  STORY_DOCUMENT_MISSING: {
    de: 'Bitte angeben, wo die unterschriebene Einwilligung liegt.',
    en: 'Say where the signed consent is kept.',
  },
  STORY_CONSENT_EXPIRED: {
    de: 'Die Einwilligung galt nur bis {until}.',
    en: 'The consent was valid until {until} only.',
  },
  STORY_CONSENT_WITHDRAWN: {
    de: 'Die Einwilligung wurde widerrufen.',
    en: 'The consent was withdrawn.',
  },
  STORY_NOT_OF_CASE: {
    de: 'Das steht so nicht im Fall. Eine Fallgeschichte darf weniger sagen als der Fall, aber nichts anderes.',
    en: 'The case says otherwise. A story may say less than its case, never something else.',
  },
  STORY_WITHDRAWN: { de: 'Diese Fallgeschichte wurde zurückgezogen.', en: 'This story was withdrawn.' },
  STORY_SIGNED_OFF: {
    de: 'Diese Fallgeschichte ist freigegeben. Zum Ändern bitte zurückziehen und neu schreiben.',
    en: 'This story is signed off. To change it, retract it and write it anew.',
  },
  STORY_NOT_DRAFT: {
    de: 'Diese Fallgeschichte wartet schon auf eine zweite Person.',
    en: 'This story waits for a second person already.',
  },
  STORY_NOT_SUBMITTED: {
    de: 'Diese Fallgeschichte ist noch in Arbeit.',
    en: 'This story is still being written.',
  },
  STORY_CHECK_MISSING: {
    de: 'Dieser Punkt der Prüfliste fehlt: {check}.',
    en: 'This point of the checklist is missing: {check}.',
  },
  STORY_IDENTIFIES: {
    de: 'Der Text nennt etwas, das die Person verrät ({kind}, {count} Stellen). Bitte umschreiben.',
    en: 'The text says something that gives the person away ({kind}, {count} places). Write it in other words.',
  },
  STORY_HINT_OPEN: {
    de: 'Bitte diese Stellen ansehen und umschreiben oder bestätigen: {kind} ({count}).',
    en: 'Look at these places, and write them in other words or confirm them: {kind} ({count}).',
  },

  // import: the run
  IMPORT_NOT_A_SERVICE: {
    de: 'Listen werden in der Beratungsstelle eingelesen, die die Fälle führt.',
    en: 'Lists are imported in the service that works on the cases.',
  },

  // attachments
  ATTACHMENT_TYPE_NOT_ALLOWED: {
    de: 'Diese Art von Datei wird nicht angenommen. Möglich sind: {allowed}.',
    en: 'This kind of file is not taken. Possible are: {allowed}.',
  },
  ATTACHMENT_EXTENSION_DOES_NOT_FIT: {
    de: 'Die Endung des Dateinamens passt nicht zum Inhalt; zum Inhalt passt: {expected}.',
    en: 'The extension of the file name does not fit the content; the content is: {expected}.',
  },
  ATTACHMENT_HAS_MACROS: {
    de: 'Die Datei enthält Makros. Bitte ohne Makros speichern, etwa als PDF.',
    en: 'The file contains macros. Save it without them, for example as PDF.',
  },
  ATTACHMENT_EMPTY: { de: 'Die Datei ist leer.', en: 'The file is empty.' },
  ATTACHMENT_TOO_LARGE: { de: 'Eine Datei darf höchstens {max} MB haben.', en: 'A file may have at most {max} MB.' },
  ATTACHMENTS_TOO_MANY: {
    de: 'An einem Fall können höchstens {max} Dateien hängen.',
    en: 'A case can have at most {max} files.',
  },
  ATTACHMENTS_OF_CASE_FULL: {
    de: 'Die Dateien eines Falls dürfen zusammen höchstens {max} MB haben.',
    en: 'The files of a case may have at most {max} MB together.',
  },
  ATTACHMENTS_OF_SERVICE_FULL: {
    de: 'Der Speicher der Beratungsstelle ist voll ({max} MB). Bitte an die Verwaltung wenden.',
    en: 'The storage of the service is full ({max} MB). Please ask whoever runs it.',
  },
  ATTACHMENT_METADATA_STAYS: {
    de: 'Aus dieser Art von Datei lassen sich die Metadaten nicht entfernen; möglich ist es bei: {types}. Mit „keep“ bleibt alles, wie es ist.',
    en: 'The metadata of this kind of file cannot be removed; possible for: {types}. With “keep” all stays as it is.',
  },
  ATTACHMENT_DAMAGED: {
    de: 'Die Datei ist beschädigt: Ihr Aufbau passt nicht zu ihrer Art. Mit metadata=keep wird sie unverändert angenommen.',
    en: 'The file is damaged: it is not built as its kind should be. With metadata=keep it is taken as it is.',
  },
  ATTACHMENT_ID_TAKEN: {
    de: 'Unter dieser Kennung liegt schon eine andere Datei. Bitte eine neue Kennung wählen.',
    en: 'There is another file with this id already. Please choose a new id.',
  },
  ATTACHMENT_FIELDS_FIRST: {
    de: 'Die Angaben müssen im Formular vor der Datei stehen.',
    en: 'In the form, the values must come before the file.',
  },
  ATTACHMENT_INFECTED: {
    de: 'In der Datei wurde Schadsoftware gefunden; sie wurde nicht aufgehoben.',
    en: 'Malware was found in the file; it was not kept.',
  },
  ATTACHMENT_NOT_SCANNED: {
    de: 'Die Datei ist noch nicht auf Schadsoftware geprüft und deshalb noch nicht freigegeben.',
    en: 'The file has not been scanned for malware yet, so it is not released yet.',
  },
  ATTACHMENT_NOT_SCANNABLE: {
    de: 'Die Datei ist zu groß für den Virenscanner. Bitte eine kleinere Datei wählen oder an die Verwaltung wenden.',
    en: 'The file is too large for the virus scanner. Choose a smaller one, or ask whoever runs it.',
  },
  ATTACHMENT_REMOVED: {
    de: 'Die Datei wurde entfernt. Sie kann noch einige Tage zurückgeholt werden.',
    en: 'The file was removed. It can be brought back for some days.',
  },
  ATTACHMENT_NOT_REMOVED: { de: 'Die Datei ist nicht entfernt.', en: 'The file is not removed.' },
  ATTACHMENTS_NOT_READY: {
    de: '{count} Datei(en) des Falls sind noch nicht auf Schadsoftware geprüft. Bitte kurz warten oder die Gruppe weglassen.',
    en: '{count} file(s) of the case have not been scanned for malware yet. Please wait a moment, or leave the group out.',
  },

  // import: the file
  IMPORT_EMPTY_FILE: {
    de: 'Die Datei enthält keine Zeilen mit Daten.',
    en: 'The file holds no rows of data.',
  },
  IMPORT_FILE_TOO_LARGE: { de: 'Die Datei ist größer als {max} MB.', en: 'The file is larger than {max} MB.' },
  IMPORT_UNPACKED_TOO_LARGE: {
    de: 'Die Datei ist entpackt zu groß ({max}). Bitte in mehrere Dateien teilen.',
    en: 'The file is too large when unpacked ({max}). Split it into several files.',
  },
  IMPORT_TOO_MANY_ROWS: {
    de: 'Die Tabelle hat mehr als {max} Zeilen. Bitte in mehrere Dateien teilen.',
    en: 'The table has more than {max} rows. Split it into several files.',
  },
  IMPORT_TOO_MANY_COLUMNS: {
    de: 'Die Tabelle hat mehr als {max} Spalten.',
    en: 'The table has more than {max} columns.',
  },
  IMPORT_FORMAT: {
    de: 'Diese Art von Datei kann nicht gelesen werden. Bitte als CSV oder als XLSX ohne Kennwort speichern.',
    en: 'This kind of file cannot be read. Save it as CSV or as XLSX without a password.',
  },
  IMPORT_XLSX_DAMAGED: {
    de: 'Die XLSX-Datei ist beschädigt. Bitte neu speichern.',
    en: 'The XLSX file is damaged. Save it again.',
  },
  IMPORT_SHEET_MISSING: {
    de: 'Das Tabellenblatt „{sheet}“ gibt es in der Datei nicht.',
    en: 'The file has no sheet “{sheet}”.',
  },
  IMPORT_ENCODING: {
    de: 'Zeile {line}: Die Zeichen sind nicht {encoding}. Bitte als UTF-8 speichern oder in der Zuordnung die Kodierung angeben.',
    en: 'Line {line}: the characters are not {encoding}. Save the file as UTF-8 or state its encoding in the mapping.',
  },
  IMPORT_UNCLOSED_QUOTE: {
    de: 'Zeile {line}: Ein Anführungszeichen wird nicht richtig geschlossen.',
    en: 'Line {line}: a quotation mark is not closed properly.',
  },
  IMPORT_STRAY_QUOTE: {
    de: 'Zeile {line}: Ein Anführungszeichen steht mitten in einer Zelle. Die Zelle muss damit beginnen und enden.',
    en: 'Line {line}: a quotation mark stands inside a cell. The cell must begin and end with it.',
  },
  IMPORT_ROW_TOO_LONG: {
    de: 'Zeile {line}: mehr als {max} Zeichen in einer Zeile; vielleicht wird ein Anführungszeichen nicht geschlossen.',
    en: 'Line {line}: more than {max} characters in one row; perhaps a quotation mark is not closed.',
  },
  IMPORT_COLUMN_MISSING: { de: 'Die Spalte „{column}“ fehlt.', en: 'The column “{column}” is missing.' },
  IMPORT_COLUMN_DUPLICATE: {
    de: 'Die Spalte „{column}“ gibt es zweimal.',
    en: 'There are two columns “{column}”.',
  },
  IMPORT_COLUMN_UNNAMED: {
    de: 'Die {position}. Spalte hat keine Überschrift.',
    en: 'Column number {position} has no heading.',
  },

  // import: a row; never what the cell says, which may be personal
  IMPORT_COLUMN_COUNT: {
    de: 'Zeile {line}: {found} Zellen statt {expected}.',
    en: 'Line {line}: {found} cells instead of {expected}.',
  },
  IMPORT_NUL: {
    de: 'Zeile {line}, Spalte „{column}“: Zeichen, die nicht gespeichert werden können (NUL).',
    en: 'Line {line}, column “{column}”: characters that cannot be stored (NUL).',
  },
  IMPORT_CELL_EMPTY: {
    de: 'Zeile {line}, Spalte „{column}“: Diese Angabe fehlt.',
    en: 'Line {line}, column “{column}”: this value is missing.',
  },
  IMPORT_FIELD_EMPTY: {
    de: 'Zeile {line}: Für dieses Feld ergibt sich kein Wert.',
    en: 'Line {line}: nothing gives this field a value.',
  },
  IMPORT_VALUE_UNMAPPED: {
    de: 'Zeile {line}, Spalte „{column}“: Für diesen Wert (Muster {shape}) steht nichts in der Zuordnung.',
    en: 'Line {line}, column “{column}”: the mapping does not know this value (pattern {shape}).',
  },
  IMPORT_VALUE_AS_OTHER: {
    de: 'Zeile {line}, Spalte „{column}“: unbekannter Wert (Muster {shape}) als {code} übernommen.',
    en: 'Line {line}, column “{column}”: unknown value (pattern {shape}) taken as {code}.',
  },
  IMPORT_VALUE_SKIPPED: {
    de: 'Zeile {line}, Spalte „{column}“: unbekannter Wert (Muster {shape}) ausgelassen.',
    en: 'Line {line}, column “{column}”: unknown value (pattern {shape}) left out.',
  },
  IMPORT_SEVERAL_VALUES: {
    de: 'Zeile {line}, Spalte „{column}“: mehrere Werte, wo nur einer stehen kann.',
    en: 'Line {line}, column “{column}”: several values where there can be only one.',
  },
  IMPORT_DATE: {
    de: 'Zeile {line}, Spalte „{column}“: kein Datum der Form {expected} (Muster {shape}).',
    en: 'Line {line}, column “{column}”: not a date of the form {expected} (pattern {shape}).',
  },
  IMPORT_DISTRICT_AMBIGUOUS: {
    de: 'Zeile {line}, Spalte „{column}“: Diesen Namen gibt es in mehreren Kreisen. Bitte den Schlüssel oder „Stadt“ / „Landkreis“ dazu angeben.',
    en: 'Line {line}, column “{column}”: several districts have this name. Give the key or add “Stadt” / “Landkreis”.',
  },
  IMPORT_ERASED: {
    de: 'Zeile {line}: Dieser Fall war schon hier und wurde gelöscht; er wird nicht wieder eingelesen.',
    en: 'Line {line}: this case was here before and was erased; it is not imported again.',
  },
  IMPORT_DUPLICATE_ID: {
    de: 'Zeile {line}: Diese Kennung steht schon in Zeile {first}.',
    en: 'Line {line}: this id already stands in line {first}.',
  },

  // import: the mapping file; the field is the path in the mapping
  IMPORT_MAPPING_SYNTAX: {
    de: 'Zeile {line} der Zuordnung ist kein gültiges YAML oder JSON.',
    en: 'Line {line} of the mapping is not valid YAML or JSON.',
  },
  IMPORT_MAPPING_KEY: {
    de: 'Diesen Eintrag gibt es hier nicht; möglich: {allowed}.',
    en: 'There is no such entry here; possible: {allowed}.',
  },
  IMPORT_MAPPING_CHOICE: { de: 'Möglich ist hier: {allowed}.', en: 'Possible here: {allowed}.' },
  IMPORT_MAPPING_LIST: { de: 'Hier muss eine Liste stehen.', en: 'A list must stand here.' },
  IMPORT_MAPPING_TEXT: { de: 'Hier muss ein einzelner Wert stehen.', en: 'A single value must stand here.' },
  IMPORT_MAPPING_ENTRIES: {
    de: 'Hier müssen Einträge der Form „Name: Wert“ stehen.',
    en: 'Entries of the form “name: value” must stand here.',
  },
  IMPORT_MAPPING_ONE_OF: {
    de: 'Hier muss genau einer dieser Einträge stehen: {allowed}.',
    en: 'Exactly one of these entries must stand here: {allowed}.',
  },
  IMPORT_MAPPING_DATE_PATTERN: {
    de: 'Kein Datumsmuster: Es braucht ein Jahr (YYYY oder YY), vor einem Tag auch einen Monat; anderer Text steht in einfachen Anführungszeichen.',
    en: 'Not a date pattern: it needs a year (YYYY or YY), and a month where there is a day; other text stands in single quotes.',
  },

  // the rules of law, as administrators edit them
  LEGAL_TABLE_GAP: {
    de: 'Für Bereich {area} und verantwortliche Stelle {respondentType} fehlt eine Zeile ({count} Lücken).',
    en: 'No row for area {area} and respondent {respondentType} ({count} gaps).',
  },
  LEGAL_REGIME_WITHOUT_RULE: {
    de: 'Zu „{regime}“ gibt es keine Regel.',
    en: 'There is no rule for “{regime}”.',
  },
  LEGAL_ASK_REQUIRED: {
    de: 'Bei „UNCLEAR“ muss stehen, welche Angabe fehlt.',
    en: 'With “UNCLEAR” say which fact is missing.',
  },
  LEGAL_ONLY_WITH_UNCLEAR: {
    de: 'Das ist nur zusammen mit „UNCLEAR“ möglich.',
    en: 'This is possible only together with “UNCLEAR”.',
  },
  LEGAL_UNCLEAR_HAS_NO_PERIOD: {
    de: '„UNCLEAR“ hat keine eigene Frist; es gilt die früheste der noch möglichen.',
    en: '“UNCLEAR” has no period of its own; the earliest of those still possible counts.',
  },
} as const satisfies Record<string, { readonly de: string; readonly en: string }>;

export type ProblemCode = keyof typeof texts;

export type Language = 'de' | 'en';

/** All codes with their sentences, placeholders as they stand: for the documentation of the API. */
export const problemTexts: readonly { readonly code: string; readonly de: string; readonly en: string }[] =
  Object.entries(texts).map(([code, { de, en }]) => ({ code, de, en }));

interface Explainable {
  readonly code: ProblemCode;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** The sentence for a problem in the reader's language. */
export const explain = ({ code, values }: Explainable, language: Language): string =>
  texts[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? ''));
