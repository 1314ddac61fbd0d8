import type { ConsentState } from "./consent.entity.ts";

/** What a state means, as customers read it. */
export const STATE_TEXTS: Readonly<
  Record<ConsentState, { readonly EN: string; readonly DE: string }>
> = {
  REQUESTED: {
    EN: "You were asked, and you have not decided yet. Until you do, nothing is used.",
    DE: "Sie wurden gefragt und haben noch nicht entschieden. Bis dahin wird nichts verwendet.",
  },
  GIVEN: {
    EN: "You have agreed. You can take it back at any time.",
    DE: "Sie haben zugestimmt. Sie können das jederzeit zurücknehmen.",
  },
  RENEWED: {
    EN: "You have agreed once more. You can take it back at any time.",
    DE: "Sie haben erneut zugestimmt. Sie können das jederzeit zurücknehmen.",
  },
  REFUSED: {
    EN: "You have said no. We will not ask you again for twelve months.",
    DE: "Sie haben Nein gesagt. Wir fragen Sie zwölf Monate lang nicht wieder.",
  },
  WITHDRAWN: {
    EN: "You have taken your agreement back. Nothing is used any more.",
    DE: "Sie haben Ihre Zustimmung zurückgenommen. Es wird nichts mehr verwendet.",
  },
  EXPIRED: {
    EN: "The time that you had agreed for is over. Nothing is used any more.",
    DE: "Die Zeit, für die Sie zugestimmt hatten, ist vorbei. Es wird nichts mehr verwendet.",
  },
  PAUSED: {
    EN: "You have paused this. It comes back as it was when the pause ends.",
    DE: "Sie haben das pausiert. Nach der Pause gilt wieder, was vorher galt.",
  },
  INVALIDATED: {
    EN: "What you had agreed to has changed, so your agreement counts no more.",
    DE: "Was Sie erlaubt hatten, hat sich geändert. Ihre Zustimmung gilt deshalb nicht mehr.",
  },
  OBJECTED: {
    EN: "You have objected. Nothing is used for this any more.",
    DE: "Sie haben widersprochen. Dafür wird nichts mehr verwendet.",
  },
  OBJECTION_WITHDRAWN: {
    EN: "You have taken your objection back. You can object again at any time.",
    DE: "Sie haben Ihren Widerspruch zurückgenommen. Sie können jederzeit wieder widersprechen.",
  },
};
