/** The IANA name of coordinated universal time. */
export const utc = "UTC";
