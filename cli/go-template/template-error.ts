/** The text is no template, or cannot be filled in from what there is. */
export class TemplateError extends Error {}
