/**
 * Masks drawn by hand: every edit is an event in an append-only, hash-chained file for each case, label scheme and
 * rater, and the masks are what replaying the events gives. It is an audit trail, not a legal signature.
 */
package org.substantia.annotation;
