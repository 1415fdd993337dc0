/** Where results come from, and the JSON files that say so. */
package org.substantia.base.provenance;
