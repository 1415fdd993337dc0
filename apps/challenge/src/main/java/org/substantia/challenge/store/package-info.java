/**
 * The database: SQLite or PostgreSQL by the same SQL. The only package that knows JDBC. Every act is one transaction;
 * its entry in the audit chain is part of it. The package is larger than others because it has one class for each
 * subject that is kept, and a transaction often goes through several of them.
 */
package org.substantia.challenge.store;
