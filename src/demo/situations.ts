/** Invented situations, each with what usually goes with it. Nobody in them exists. */
export interface Situation {
  readonly area: string;
  readonly subArea: string;
  readonly respondentTypes: readonly string[];
  readonly forms: readonly string[];
  readonly grounds: readonly string[];
  readonly organisation: string;
  readonly narratives: readonly string[];
}

export const situations: readonly Situation[] = [
  {
    area: 'HOUSING',
    subArea: 'HOUSING_SEARCH',
    respondentTypes: ['LANDLORD_PRIVATE', 'HOUSING_COMPANY'],
    forms: ['REFUSAL', 'UNEQUAL_TREATMENT'],
    grounds: ['ORIGIN', 'NAME', 'SKIN_COLOUR', 'LANGUAGE'],
    organisation: 'Wohnbau Musterhang',
    narratives: [
      'Die Wohnung war am Telefon noch frei. Nachdem der Name genannt wurde, war sie plötzlich vergeben. Eine deutsche Freundin bekam am selben Tag einen Besichtigungstermin.',
      'Auf die Bewerbung für die Wohnung kam die Antwort, man vermiete nur an Leute, die ins Haus passen. Gehaltsnachweise lagen vollständig vor.',
      'Beim Besichtigungstermin wurde gefragt, wie viele Verwandte denn noch nachkämen. Danach kam eine Absage ohne Begründung.',
    ],
  },
  {
    area: 'HOUSING',
    subArea: 'HOUSING_TENANCY',
    respondentTypes: ['LANDLORD_PRIVATE', 'PERSON_KNOWN'],
    forms: ['INSULT', 'BULLYING', 'DEGRADING'],
    grounds: ['RELIGION', 'ORIGIN', 'RACIST_ASCRIPTION'],
    organisation: 'Hausgemeinschaft Beispielgasse',
    narratives: [
      'Seit dem Einzug beschimpft ein Nachbar die Familie im Treppenhaus. Die Vermieterin sagt, man solle sich nicht so anstellen, und droht mit Kündigung.',
      'Am Briefkasten klebten wiederholt Zettel mit Beleidigungen. Die Hausverwaltung hat auf drei Schreiben nicht reagiert.',
    ],
  },
  {
    area: 'WORK',
    subArea: 'WORK_ACCESS',
    respondentTypes: ['EMPLOYER_PRIVATE', 'EMPLOYER_PUBLIC'],
    forms: ['REFUSAL', 'UNEQUAL_TREATMENT'],
    grounds: ['RELIGION', 'ORIGIN', 'NAME', 'SKIN_COLOUR', 'AGE'],
    organisation: 'Pflegedienst Sonnenwinkel',
    narratives: [
      'Im Bewerbungsgespräch hieß es, mit Kopftuch könne man sie den Kundinnen nicht zumuten. Die Absage kam zwei Tage später schriftlich.',
      'Die Bewerbung wurde mit dem Hinweis zurückgeschickt, man suche Muttersprachler. In der Ausschreibung stand davon nichts.',
      'Nach einem Probetag, der gut verlief, sagte der Inhaber, die Stammkundschaft wolle lieber jemanden von hier.',
    ],
  },
  {
    area: 'WORK',
    subArea: 'WORK_CONDITIONS',
    respondentTypes: ['EMPLOYER_PRIVATE', 'EMPLOYER_PUBLIC', 'WELFARE_CHURCH'],
    forms: ['BULLYING', 'INSULT', 'UNEQUAL_TREATMENT'],
    grounds: ['ORIGIN', 'SKIN_COLOUR', 'LANGUAGE', 'SEX_GENDER'],
    organisation: 'Logistik Rheinbogen',
    narratives: [
      'Kollegen verwenden seit Monaten rassistische Spitznamen. Der Schichtleiter hat gelacht, als er darauf angesprochen wurde.',
      'Als Einzige im Team bekommt sie nur Nachtschichten. Auf Nachfrage hieß es, ihre Leute seien das doch gewohnt.',
    ],
  },
  {
    area: 'WORK',
    subArea: 'WORK_TERMINATION',
    respondentTypes: ['EMPLOYER_PRIVATE'],
    forms: ['UNEQUAL_TREATMENT'],
    grounds: ['SEX_GENDER', 'CARE', 'DISABILITY', 'NATIONALITY'],
    organisation: 'Hotel Talblick',
    narratives: [
      'Die Kündigung kam eine Woche, nachdem sie sich über Beleidigungen beschwert hatte. Andere mit kürzerer Betriebszugehörigkeit blieben.',
      'Noch in der Probezeit wurde ihm gekündigt, weil sein Aufenthaltstitel angeblich zu viel Papierkram mache.',
    ],
  },
  {
    area: 'PUBLIC_OFFICES',
    subArea: 'OFFICE_IMMIGRATION',
    respondentTypes: ['MUNICIPAL_BODY'],
    forms: ['DEGRADING', 'REFUSAL', 'STRUCTURAL'],
    grounds: ['NATIONALITY', 'RESIDENCE_STATUS', 'LANGUAGE'],
    organisation: 'Ausländerbehörde der Kreisverwaltung',
    narratives: [
      'Am Schalter wurde ihm gesagt, er solle erst einmal richtig Deutsch lernen, dann könne er wiederkommen. Der Antrag wurde nicht angenommen.',
      'Seit Monaten gibt es keinen Termin. Auf E-Mails kommt keine Antwort, vor Ort wird auf das Internet verwiesen.',
    ],
  },
  {
    area: 'PUBLIC_OFFICES',
    subArea: 'OFFICE_JOB',
    respondentTypes: ['FEDERAL_BODY', 'MUNICIPAL_BODY'],
    forms: ['DEGRADING', 'REFUSAL', 'UNEQUAL_TREATMENT'],
    grounds: ['LANGUAGE', 'ORIGIN', 'SOCIAL_ORIGIN'],
    organisation: 'Jobcenter',
    narratives: [
      'Die Sachbearbeiterin verweigerte das Gespräch, weil kein Dolmetscher dabei war, und lehnte zugleich ab, einen zu bestellen.',
      'Die Weiterbildung wurde abgelehnt mit der Bemerkung, das sei für Leute wie ihn vergebene Mühe.',
    ],
  },
  {
    area: 'EDUCATION',
    subArea: 'EDU_SCHOOL',
    respondentTypes: ['STATE_SCHOOL'],
    forms: ['BULLYING', 'DEGRADING', 'UNEQUAL_TREATMENT'],
    grounds: ['SKIN_COLOUR', 'RELIGION', 'ORIGIN', 'LANGUAGE'],
    organisation: 'Realschule plus am Beispielberg',
    narratives: [
      'Die Lehrkraft sagte vor der Klasse, aus Kindern wie ihm werde ohnehin nichts. Die Schulleitung spricht von einem Missverständnis.',
      'Trotz guter Noten gab es keine Empfehlung für das Gymnasium. Zwei Kinder mit gleichem Schnitt bekamen sie.',
    ],
  },
  {
    area: 'GOODS_SERVICES',
    subArea: 'GOODS_HOSPITALITY',
    respondentTypes: ['COMPANY'],
    forms: ['REFUSAL'],
    grounds: ['SKIN_COLOUR', 'ORIGIN', 'RACIST_ASCRIPTION'],
    organisation: 'Club Nachtschicht',
    narratives: [
      'Der Türsteher ließ die Gruppe nicht hinein, heute nur für Stammgäste. Andere kamen ohne Weiteres hinein.',
      'Im Lokal wurde ihnen gesagt, alle Tische seien reserviert. Kurz darauf bekamen andere Gäste einen Platz.',
    ],
  },
  {
    area: 'GOODS_SERVICES',
    subArea: 'GOODS_BANK',
    respondentTypes: ['COMPANY'],
    forms: ['REFUSAL'],
    grounds: ['NATIONALITY', 'RESIDENCE_STATUS'],
    organisation: 'Musterbank',
    narratives: [
      'Die Eröffnung eines Kontos wurde abgelehnt, weil der Pass aus dem falschen Land sei. Ein Basiskonto wurde nicht angeboten.',
    ],
  },
  {
    area: 'GOODS_SERVICES',
    subArea: 'GOODS_TRANSPORT',
    respondentTypes: ['COMPANY'],
    forms: ['INSULT', 'DEGRADING', 'PROFILING'],
    grounds: ['SKIN_COLOUR', 'ORIGIN'],
    organisation: 'Verkehrsbetriebe Beispielstadt',
    narratives: [
      'Im Bus wurde nur sie nach dem Fahrschein gefragt und vor allen beschimpft, obwohl der Fahrschein gültig war.',
    ],
  },
  {
    area: 'POLICE_JUSTICE',
    subArea: 'POLICE_STATE',
    respondentTypes: ['STATE_POLICE'],
    forms: ['PROFILING', 'DEGRADING'],
    grounds: ['SKIN_COLOUR', 'RACIST_ASCRIPTION'],
    organisation: 'Polizeiinspektion',
    narratives: [
      'Am Bahnhof wurde er zum dritten Mal in einem Monat kontrolliert, als Einziger auf dem Bahnsteig. Einen Grund nannte man ihm nicht.',
    ],
  },
  {
    area: 'HEALTH_CARE',
    subArea: 'HEALTH_PRACTICE',
    respondentTypes: ['COMPANY'],
    forms: ['REFUSAL', 'DEGRADING'],
    grounds: ['LANGUAGE', 'RESIDENCE_STATUS', 'ORIGIN'],
    organisation: 'Praxis am Markt',
    narratives: [
      'Die Praxis nahm sie nicht als Patientin auf, solange niemand mitkomme, der Deutsch spricht. Eine Übersetzung per Telefon lehnte man ab.',
    ],
  },
  {
    area: 'PUBLIC_SPACE',
    subArea: '',
    respondentTypes: ['PERSON_UNKNOWN'],
    forms: ['INSULT', 'THREAT', 'VIOLENCE'],
    grounds: ['RELIGION', 'SKIN_COLOUR', 'RACIST_ASCRIPTION', 'SEXUAL_IDENTITY'],
    organisation: '',
    narratives: [
      'Auf dem Heimweg wurde sie von einem Unbekannten beschimpft und angespuckt. Umstehende griffen nicht ein.',
      'An der Haltestelle drohten zwei Männer der Familie. Die Kinder trauen sich seither nicht mehr allein zum Bus.',
    ],
  },
  {
    area: 'LEISURE',
    subArea: '',
    respondentTypes: ['ASSOCIATION'],
    forms: ['REFUSAL', 'BULLYING'],
    grounds: ['ORIGIN', 'DISABILITY', 'SEX_GENDER'],
    organisation: 'Sportverein Musterhausen',
    narratives: [
      'Der Verein nahm den Jungen nicht auf, die Mannschaft sei voll. Eine Woche später wurde öffentlich um Nachwuchs geworben.',
    ],
  },
];
