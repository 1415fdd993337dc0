/**
 * The rules of a challenge as functions of values: attempts, windows, states, boards, secrecy, the leak budget. No
 * database, no web, no clock of their own.
 */
package org.substantia.challenge.rules;
