/** A query for fields of a customer. `CUSTOMER_ID` and similar placeholders are replaced by ids of the gateway. */
export const customer = fields => `{ customer(id: "CUSTOMER_ID") { ${fields} } }`;

/** A query for fields of a website visit. */
export const visit = fields => `{ session(id: "VISIT_ID") { ${fields} } }`;

/** A query for fields of a conversation. */
export const conversation = fields => `{ session(id: "CONVERSATION_ID") { ${fields} } }`;

/** A query for the ids of a customer's sessions, selected with arguments. */
export const sessions = args => customer(`sessions(${args}) { nodes { id type } }`);

/** A document with variables. */
export const using = (variables, text) => ({ text, variables: JSON.stringify(variables) });
