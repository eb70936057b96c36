import { errorFamily } from "../errors.ts";

export const protocolCodes = {
  ADDRESS_INVALID: { exit: "usage", means: "The address of a registry is not one." },
  ANSWER_INVALID: { exit: "refused", means: "A registry sent something that its protocol does not allow." },
  DOCUMENT_INVALID: { exit: "refused", means: "An index document does not say what it must, or lies." },
  DOCUMENT_NEWER: { exit: "failed", means: "An index document has a format that this Pantry does not know." },
  PUBLISH_FACTS_INVALID: {
    exit: "failed",
    means: "What a publisher says beside the archive has the wrong shape.",
  },
} as const;

export const protocolError = errorFamily(protocolCodes);
