/* The name of a picture; where it is too long for its place it breaks between its words. */
export const Id = ({ of }: { of: string }) => <>{of.split(/(?<=[_-])/).flatMap((part, at) => (at > 0 ? [<wbr key={at} />, part] : [part]))}</>;
