/** Why an answer does not leave although it was computed. */
export type AccessLogErrorCode = "ACCESS_NOT_RECORDED";
