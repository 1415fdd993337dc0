/**
 * The database: SQLite or PostgreSQL by the same SQL. The only package that knows JDBC. Every act is one transaction;
 * its entry in the audit chain is part of it.
 */
package org.substantia.challenge.store;
